/** A native player: what the program hears of it, where it stands, and its subtitles. */
import { fill, readSubtitles, type Cue } from "./subtitles";

export interface PlayerProps {
  autoplay?: boolean;
  loop?: boolean;
  subtitles?: Cue[] | { path: string } | null;
  playback_position?: number;
}

/** What a player needs of a node. */
export interface Playing {
  readonly props: PlayerProps & { value?: unknown };
  emit(event: string, data?: unknown): void;
  src(file: never): string;
}

/** A program's position is taken over where it differs by more than a player's own progress could. */
const LEAP = 0.5;

export class Player {
  /** Whether the browser could not play it. */
  broken = $state(false);
  /** What is said now, for players that show no text themselves. */
  line = $state("");
  /** The position that this player itself reported last. */
  #reported = 0;

  /**
   * @param ended The events of having played to the end.
   * @param mode Whether the browser shows subtitles itself.
   */
  constructor(
    private readonly node: Playing,
    private readonly ended: readonly string[],
    private readonly mode: TextTrackMode,
  ) {}

  /** Ties a player to the node for as long as it is on the page. Use as `{@attach player.attach}`. */
  readonly attach = (element: HTMLMediaElement): (() => void) => {
    const { node } = this;
    const hear: Record<string, () => void> = {
      play: () => node.emit("play"),
      pause: () => node.emit("pause"),
      ended: () => this.ended.forEach((event) => node.emit(event)),
      error: () => (this.broken = true),
      loadedmetadata: () => this.#begin(element),
      timeupdate: () => this.#report(element.currentTime),
    };
    for (const [event, listener] of Object.entries(hear)) element.addEventListener(event, listener);

    $effect(() => {
      const wanted = node.props.playback_position ?? 0;
      if (wanted !== this.#reported && element.readyState > 0) this.#seek(element, wanted);
    });
    let track: TextTrack | null = null;
    $effect(() => {
      const given = node.props.subtitles;
      let current = true;
      const found = given ? readSubtitles(Array.isArray(given) ? given : node.src(given as never)) : Promise.resolve([]);
      void found
        .catch(() => [])
        .then((cues: Cue[]) => {
          if (!current || (!track && !cues.length)) return;
          track ??= this.#track(element);
          fill(track, cues);
        });
      return () => (current = false);
    });

    return () => {
      for (const [event, listener] of Object.entries(hear)) element.removeEventListener(event, listener);
    };
  };

  /** A new file begins at its beginning, unless the program has said another place meanwhile. */
  #begin(element: HTMLMediaElement): void {
    this.broken = false;
    const wanted = this.node.props.playback_position ?? 0;
    if (wanted === this.#reported) this.#report(0);
    else this.#seek(element, wanted);
  }

  #seek(element: HTMLMediaElement, seconds: number): void {
    this.#reported = seconds;
    if (Math.abs(element.currentTime - seconds) > LEAP) element.currentTime = seconds;
  }

  #report(seconds: number): void {
    this.#reported = seconds;
    this.node.props.playback_position = seconds;
  }

  #track(element: HTMLMediaElement): TextTrack {
    const track = element.addTextTrack("captions");
    track.mode = this.mode;
    track.oncuechange = () => {
      const active = [...(track.activeCues ?? [])] as VTTCue[];
      this.line = active.map((cue) => cue.text).join("\n");
    };
    return track;
  }
}
