/** Sends a person's files to the server: which of them fit, how far they are, and what went wrong. */
import { t } from "../i18n/words.svelte";
import { accepted, kindsText } from "./accept";

/** What sending needs of a node. */
export interface Uploading {
  readonly interactive: boolean;
  upload(files: (File | Blob)[], options?: { onprogress?: (sent: number, total: number) => void; signal?: AbortSignal }): Promise<Given[]>;
}

/** A file that the server keeps. */
export interface Given {
  path: string | null;
  url?: string | null;
  orig_name?: string | null;
  size?: number | null;
  mime_type?: string | null;
  meta?: { _type: "gradio.FileData" };
}

export interface Wanted {
  node: Uploading;
  accept?: readonly string[] | null;
  several?: boolean;
  onfiles: (files: Given[]) => void;
}

export interface Sending {
  readonly names: readonly string[];
  readonly sent: number;
  readonly total: number;
}

export class Uploader {
  /** Why files were not taken, for as long as nothing else was tried. */
  refusal: string | null = $state.raw(null);
  /** What is on its way. */
  sending: Sending | null = $state.raw(null);
  #abort: AbortController | null = null;

  constructor(private readonly wanted: () => Wanted) {}

  /** Sends those files that fit; one batch at a time. */
  async take(files: readonly File[]): Promise<void> {
    const { node, accept, several = false, onfiles } = this.wanted();
    if (!node.interactive || this.sending || !files.length) return;
    const fitting = files.filter((file) => accepted(file, accept));
    const chosen = several ? fitting : fitting.slice(0, 1);
    this.refusal = this.#refused(files, fitting, chosen, accept);
    if (!chosen.length) return;

    const abort = (this.#abort = new AbortController());
    const names = chosen.map((file) => file.name);
    this.sending = { names, sent: 0, total: chosen.reduce((sum, file) => sum + file.size, 0) };
    try {
      const onprogress = (sent: number, total: number) => (this.sending = { names, sent, total });
      onfiles(await node.upload(chosen, { onprogress, signal: abort.signal }));
    } catch (error) {
      if ((error as Error).name !== "AbortError") this.refusal = (error as Error).message;
    } finally {
      this.sending = null;
    }
  }

  cancel(): void {
    this.#abort?.abort();
  }

  #refused(files: readonly File[], fitting: File[], chosen: File[], accept: Wanted["accept"]): string | null {
    const strange = files.find((file) => !fitting.includes(file));
    if (strange) {
      return t("{name} cannot be used here. Accepted: {kinds}.", { name: strange.name, kinds: kindsText(accept) });
    }
    if (chosen.length < files.length) return t("One file is taken here: {name}.", { name: chosen[0].name });
    return null;
  }
}

/** The images on the clipboard, asked for by a button; the browser may ask the person first. */
export async function clipboardImages(): Promise<File[]> {
  const items = await navigator.clipboard.read();
  const found = items.flatMap((item) => item.types.filter((type) => type.startsWith("image/")).map((type) => ({ item, type })));
  const blobs = await Promise.all(found.slice(0, 1).map(({ item, type }) => item.getType(type)));
  return blobs.map((blob) => new File([blob], `pasted.${blob.type.split("/")[1]}`, { type: blob.type }));
}

/** Makes an element take what is dropped on it or pasted into it. Spread `attributes` on the element. */
export class Dropping {
  /** Whether files hover over it. */
  over = $state(false);

  constructor(
    private readonly taking: () => boolean,
    private readonly take: (files: File[]) => void,
  ) {}

  readonly attributes = {
    ondragover: (event: DragEvent) => {
      if (!this.taking()) return;
      event.preventDefault();
      this.over = true;
    },
    ondragleave: (event: DragEvent) => {
      const inside = (event.currentTarget as Element).contains(event.relatedTarget as Element | null);
      if (!inside) this.over = false;
    },
    ondrop: (event: DragEvent) => {
      if (!this.taking()) return;
      event.preventDefault();
      this.over = false;
      this.take([...(event.dataTransfer?.files ?? [])]);
    },
    onpaste: (event: ClipboardEvent) => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (!files.length || !this.taking()) return;
      event.preventDefault();
      this.take(files);
    },
  };
}
