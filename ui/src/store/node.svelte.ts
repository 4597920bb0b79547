/** One component or layout of the page: the only thing a view is given. */
import type { FileAddresses } from "../client/files";
import type { UploadOptions } from "../client/transport";
import type { ComponentConfig, FileData, InlineFile } from "../client/wire";
import { reactive, sameValue } from "./props.svelte";
import { IDLE, type Status } from "./status";

/** Properties that every component may have; a view adds its own by `Node<MyProps>`. */
export interface CommonProps {
  value?: unknown;
  label?: string | null;
  info?: string | null;
  show_label?: boolean;
  container?: boolean;
  visible?: boolean | "hidden";
  interactive?: boolean | null;
  elem_id?: string | null;
  elem_classes?: string[] | string | null;
  scale?: number | null;
  min_width?: number | null;
  height?: number | string | null;
  width?: number | string | null;
  max_height?: number | string | null;
  min_height?: number | string | null;
  rtl?: boolean;
  buttons?: (string | CustomButton)[] | null;
}

/** A button of the program's own that sits among a component's tools. */
export interface CustomButton {
  id: number;
  value: string;
  icon?: FileData | string | null;
  elem_id?: string | null;
  interactive?: boolean;
  visible?: boolean | "hidden";
}

/** What a node may ask of the page. The app implements it; a node never imports the app. */
export interface Host {
  readonly addresses: FileAddresses;
  emit(source: number, event: string, data?: unknown): void;
  listens(source: number, event: string): boolean;
  upload(files: (File | Blob)[], options?: UploadOptions): Promise<FileData[]>;
  serve(component: number, fn: string, data: unknown): Promise<unknown>;
  pace(source: number): number | null;
  ready(source: number): boolean;
  endStream(source: number): void;
  say(text: string): void;
  notify(level: "info" | "warning" | "success" | "error", text: string, title?: string): void;
  localise(props: Record<string, unknown>): Record<string, unknown>;
  /** The view of a type, or the small view that shows one example of it. */
  view(type: string, kind: "view" | "example"): Promise<unknown>;
}

/** What a component has that the program gave nothing: its value, and its name. */
export interface Defaults {
  value?: unknown;
  label?: string;
}

/** What a node is made of. */
type Placed = Pick<ComponentConfig, "id" | "type" | "props"> & Partial<Pick<ComponentConfig, "key">>;

/** Names that an update may carry and that are no property. */
const NO_PROPERTY = new Set(["__type__", "__proto__", "constructor", "prototype"]);

/** The ids of nodes that are in no tree lie below zero; the elements made of them need ids of their own. */
let spawned = 0;

export class Node<P extends object = object> {
  readonly id: number;
  readonly type: string;
  readonly key: string | number | null;
  /** Read and write them like a plain object; replace values, never change them in place. */
  readonly props: Omit<CommonProps, keyof P> & P;
  children: Node[] = $state.raw([]);
  parent: Node | null = null;
  /** What a running listener has to say about this output. */
  status: Status = $state.raw(IDLE);
  /** How many listeners that this component started are running. */
  busy = $state(0);
  /** What is wrong with the value, in a validator's words. */
  invalid: string | null = $state.raw(null);
  /** Whether a live stream of this component runs on the server, or waits there. */
  streaming = $state(false);
  /** Whether the program uses this component in a way that makes it an input. */
  writable = $state(true);
  /** The outer element, once it is on the page. */
  element: HTMLElement | null = null;
  /** Set by a view whose value must be made ready first, such as a drawing that has to be uploaded. */
  collect: (() => unknown) | null = null;

  readonly #host: Host;
  #announced = false;
  #quiet = false;

  constructor(config: Placed, host: Host, defaults: Defaults = {}) {
    this.id = config.id;
    this.type = config.type;
    this.key = config.key ?? null;
    this.#host = host;
    const props = host.localise(config.props);
    for (const [name, value] of Object.entries(defaults)) if (value !== undefined) props[name] ??= value;
    this.props = reactive(props, (name, value, old) => {
      if (name !== "value" || this.#quiet || sameValue(value ?? null, old ?? null)) return;
      this.invalid = null;
      this.emit("change");
    }) as typeof this.props;
  }

  /** Whether a person may change the value. */
  get interactive(): boolean {
    return (this.props as CommonProps).interactive ?? this.writable;
  }

  /**
   * Starts the listeners of an event.
   *
   * `change` follows by itself, once, whenever `props.value` has become another value; a view emits
   * `input` when it was the person who changed it.
   */
  emit(event: string, data?: unknown): void {
    if (event !== "change") return this.#host.emit(this.id, event, data);
    if (this.#announced) return;
    this.#announced = true;
    queueMicrotask(() => {
      this.#announced = false;
      this.#host.emit(this.id, "change", data);
    });
  }

  /** Starts the listeners of another block by its id, such as a custom button's. */
  emitFor(id: number, event: string): void {
    this.#host.emit(id, event);
  }

  /** Takes a value from the person: sets it and emits `input`. */
  input(value: unknown): void {
    (this.props as CommonProps).value = value;
    this.emit("input");
  }

  /** Sets the value the page begins with, which is not a change. */
  begin(value: unknown): void {
    this.#quiet = true;
    (this.props as CommonProps).value = value;
    this.#quiet = false;
  }

  /** Puts back how a person or a function had left it before the page was reloaded, which is not a change. */
  restore(props: Record<string, unknown>): void {
    this.#quiet = true;
    Object.assign(this.props, props);
    this.#quiet = false;
  }

  /** Gives it the properties that the program gives otherwise than before it was saved. */
  rewrite(before: Node, now: Node): void {
    const props = this.props as Record<string, unknown>;
    const [old, next] = [before.props as Record<string, unknown>, now.props as Record<string, unknown>];
    const changed: Record<string, unknown> = {};
    for (const name of new Set([...Object.keys(old), ...Object.keys(next)])) {
      if (sameValue(old[name] ?? null, next[name] ?? null)) continue;
      // What the person or a function put there is theirs.
      if (name === "value" && !sameValue(props.value ?? null, old.value ?? null)) continue;
      changed[name] = next[name] ?? null;
    }
    if (Object.keys(changed).length) this.restore(changed);
  }

  /** Whether anything listens to an event, for parts that are only shown when they do something. */
  listens(event: string): boolean {
    return this.#host.listens(this.id, event);
  }

  /** Applies what a function returned for this component. */
  update(change: Record<string, unknown>): void {
    const props = this.props as Record<string, unknown>;
    for (const [name, value] of Object.entries(this.#host.localise(change))) {
      if (NO_PROPERTY.has(name)) continue;
      // HTML keeps a program's own properties in one object, and an update carries only those that differ.
      const merge = name === "props" && value && typeof value === "object";
      props[name] = merge ? { ...(props.props as object), ...value } : value;
    }
  }

  upload(files: (File | Blob)[], options?: UploadOptions): Promise<FileData[]> {
    return this.#host.upload(files, options);
  }

  /** Calls a function that the component offers on the server. */
  serve(fn: string, data?: unknown): Promise<unknown> {
    return this.#host.serve(this.id, fn, data);
  }

  /** The address of a file, or of anything the server wrote an address of. */
  src(file: FileData | InlineFile | string | null | undefined): string {
    return this.#host.addresses.of(file);
  }

  /** Seconds between the pieces of a live stream; null where nothing listens to it. */
  get pace(): number | null {
    return this.#host.pace(this.id);
  }

  /** Whether the next piece of a live stream is welcome: the last one was answered. */
  get ready(): boolean {
    return this.#host.ready(this.id);
  }

  /** Sends a piece of a live stream, which becomes the value; that alone is no change. */
  send(piece: unknown): void {
    this.begin(piece);
    this.emit("stream");
  }

  /** Ends a live stream. */
  endStream(): void {
    this.#host.endStream(this.id);
  }

  /** Tells screen readers something that is only seen otherwise. */
  say(text: string): void {
    this.#host.say(text);
  }

  notify(level: "info" | "warning" | "success" | "error", text: string, title?: string): void {
    this.#host.notify(level, text, title);
  }

  /** Loads the view of another type (`"example"`: the small one that shows a sample of it). */
  view(type: string, kind: "view" | "example" = "view"): Promise<unknown> {
    return this.#host.view(type, kind);
  }

  /** Makes a node that is in no tree, for a component that is shown inside this one's value. */
  spawn(type: string, props: Record<string, unknown>): Node {
    const node = new Node({ id: (spawned -= 1), type, props }, this.#host);
    node.writable = false;
    return node;
  }

  /** Takes the error off, the old value stays. */
  clearStatus(): void {
    this.status = IDLE;
  }
}
