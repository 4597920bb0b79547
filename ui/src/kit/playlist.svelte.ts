/** Sounds and films that are still being made: their address is a playlist that grows. */

/** How many pieces a player wants before it begins. */
const BEGINNING = 3;

/** Whether the browser's own player knows playlists. */
export function knowsPlaylists(): boolean {
  return document.createElement("video").canPlayType("application/vnd.apple.mpegurl") !== "";
}

/** What plays it: the list itself where the player knows lists, else the whole once it is there. */
export async function playable(address: string, signal: AbortSignal, knows = knowsPlaylists()): Promise<string> {
  for (;;) {
    const reply = await fetch(address, { signal, credentials: "include" });
    const text = reply.ok ? await reply.text() : "#EXT-X-ENDLIST";
    const ended = text.includes("#EXT-X-ENDLIST");
    // Chromium gives up on a list that still grows and has fewer pieces.
    if (knows && (ended || text.split("#EXTINF").length > BEGINNING)) return address;
    if (ended) return whole(address);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

/** The address of all of it in one file. */
export function whole(address: string): string {
  return address.replace(/playlist\.m3u8(?=\?|$)/, "playlist-file");
}

interface Playable {
  is_stream?: boolean;
}

/** What a player plays, and what is saved; made while a view is set up. */
export class Source {
  readonly #file: () => Playable | null;
  readonly #url: () => string;
  // Each step of a function brings the same address anew, and must not start the player again.
  readonly #streams = $derived.by(() => this.#file()?.is_stream ?? false);
  readonly #given = $derived.by(() => this.#url());
  #ready = $state("");
  /** Whether the player gave up on the list, as Chromium does on films without sound. */
  #failed = $state(false);

  constructor(file: () => Playable | null, url: () => string) {
    this.#file = file;
    this.#url = url;
    $effect(() => {
      void this.#given;
      this.#failed = false;
    });
    $effect(() => {
      this.#ready = "";
      if (!this.#streams) return;
      const abort = new AbortController();
      playable(this.#given, abort.signal, !this.#failed && knowsPlaylists()).then(
        (address) => (this.#ready = address),
        () => undefined,
      );
      return () => abort.abort();
    });
  }

  /** The address for the player; empty as long as there is nothing to play. */
  get address(): string {
    return this.#streams ? this.#ready : this.#given;
  }

  /** The player could not play it: where that was a list, the whole takes its place. */
  readonly fail = (): void => {
    if (this.#streams && this.#ready === this.#given) this.#failed = true;
  };

  get download(): string {
    return this.#streams ? whole(this.#given) : this.#given;
  }
}
