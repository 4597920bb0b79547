/** A picture on the page: its size, how a small one is enlarged, and which of its pixels a person means. */
import type { FileData, InlineFile } from "../../client/wire";
import type { Node } from "../../store/node.svelte";

export interface ImageProps {
  value?: FileData | InlineFile | string | null;
  sources?: string[];
  streaming?: boolean;
  webcam_options?: { mirror?: boolean };
  placeholder?: string | null;
  alt_text?: string | null;
}

/** A picture with no side longer than this is enlarged, pixel by pixel, to about `ENLARGED`. */
const TINY = 96;
const ENLARGED = 192;
/** What scaling may take off a whole number. */
const ROUNDING = 0.01;

export class Picture {
  /** In the picture's own pixels; 0 until it is there. */
  width = $state(0);
  height = $state(0);
  broken = $state(false);
  fullscreen = $state(false);
  /** Where the keyboard points, in the picture's pixels. */
  point: [number, number] | null = $state.raw(null);

  constructor(private readonly node: Node<ImageProps>) {}

  get value(): FileData | InlineFile | string | null {
    return this.node.props.value ?? null;
  }

  get source(): string {
    return this.node.src(this.value);
  }

  get name(): string {
    const value = this.value;
    if (value && typeof value === "object") return value.orig_name ?? value.path?.split("/").pop() ?? "image";
    return value?.startsWith("data:") ? "image" : (value?.split("/").pop() ?? "image");
  }

  get alt(): string {
    return this.node.props.alt_text || this.node.props.label || this.name;
  }

  /** How wide a tiny picture is shown. */
  get enlarged(): number | null {
    const longest = Math.max(this.width, this.height);
    return longest && longest <= TINY ? this.width * Math.floor(ENLARGED / longest) : null;
  }

  readonly load = (event: Event): void => {
    const { naturalWidth, naturalHeight } = event.currentTarget as HTMLImageElement;
    this.width = naturalWidth;
    this.height = naturalHeight;
    this.broken = false;
    this.point = null;
  };

  readonly fail = (): void => {
    this.broken = true;
  };

  take(file: unknown): void {
    this.broken = false;
    this.node.props.value = file as FileData;
    this.node.emit("upload");
    this.node.emit("input");
  }

  /** Takes a picture that the camera took. */
  async photograph(file: File): Promise<void> {
    this.broken = false;
    [this.node.props.value] = await this.node.upload([file]);
    this.node.emit("input");
  }

  /** Sends one of the camera's live pictures. */
  stream(url: string): void {
    this.node.send({ path: null, url, orig_name: "image.jpeg", mime_type: "image/jpeg", meta: { _type: "gradio.FileData" } });
  }

  clear(): void {
    this.node.props.value = null;
    this.node.emit("clear");
    this.node.emit("input");
  }

  /** Where in a box the picture lies that is fitted into it, and how much larger its pixels are there. */
  shown(width: number, height: number): { left: number; top: number; scale: number } {
    const scale = Math.min(width / this.width, height / this.height);
    return { left: (width - this.width * scale) / 2, top: (height - this.height * scale) / 2, scale };
  }

  /** The pixel under the pointer. */
  readonly pick = (event: MouseEvent): void => {
    const image = (event.currentTarget as Element).querySelector("img");
    if (!image || event.detail === 0) return; // pressed by key
    const box = image.getBoundingClientRect();
    const { left, top, scale } = this.shown(box.width, box.height);
    const x = (event.clientX - box.left - left) / scale;
    const y = (event.clientY - box.top - top) / scale;
    const index: [number, number] = [Math.floor(x + ROUNDING), Math.floor(y + ROUNDING)];
    if (x >= 0 && y >= 0 && index[0] < this.width && index[1] < this.height) this.#choose(index);
  };

  /** Arrows move the point, by a twentieth or, with Shift, by one pixel; Enter and Space choose it. */
  readonly key = (event: KeyboardEvent): void => {
    const [x, y] = this.point ?? [Math.floor(this.width / 2), Math.floor(this.height / 2)];
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      this.#choose([x, y]);
      return;
    }
    const moves: Record<string, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    const step = event.shiftKey ? 1 : Math.max(1, Math.round(Math.max(this.width, this.height) / 20));
    const within = (value: number, end: number) => Math.min(Math.max(value, 0), end - 1);
    this.point = [within(x + move[0] * step, this.width), within(y + move[1] * step, this.height)];
    this.node.say(this.point.join(", "));
  };

  #choose(index: [number, number]): void {
    this.point = index;
    this.node.emit("select", { index, value: null });
  }
}
