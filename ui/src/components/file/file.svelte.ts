/** A list of files: adding, removing, ordering, and what the program hears of it. */
import type { FileData } from "../../client/wire";
import type { Node } from "../../store/node.svelte";

export interface FileProps {
  value?: FileData | FileData[] | null;
  file_count?: "single" | "multiple" | "directory";
  file_types?: string[] | null;
  allow_reordering?: boolean;
}

export class Files {
  /** The place of the file that is being dragged, and of the one it is over. */
  dragged: number | null = $state(null);
  target: number | null = $state(null);

  constructor(private readonly node: Node<FileProps>) {}

  get list(): FileData[] {
    const value = this.node.props.value;
    return Array.isArray(value) ? value : value ? [value] : [];
  }

  /** Whether the program takes several. */
  get several(): boolean {
    return (this.node.props.file_count ?? "single") !== "single";
  }

  /** Whether a person may change their order. */
  get ordered(): boolean {
    return Boolean(this.node.props.allow_reordering) && this.node.interactive && this.list.length > 1;
  }

  /** A file's name in two parts: a long one is cut before its ending. */
  name(file: FileData): { whole: string; stem: string; ending: string } {
    const whole = file.orig_name ?? file.path?.split("/").pop() ?? "file";
    const dot = whole.lastIndexOf(".");
    return dot > 0 ? { whole, stem: whole.slice(0, dot), ending: whole.slice(dot) } : { whole, stem: whole, ending: "" };
  }

  add(files: FileData[]): void {
    this.node.props.value = this.several ? [...this.list, ...files] : (files[0] ?? null);
    this.node.emit("upload");
  }

  remove(place: number): void {
    const gone = this.list[place];
    this.node.props.value = this.list.filter((_, i) => i !== place);
    this.node.emit("delete", gone);
  }

  clear(): void {
    this.node.props.value = null;
    this.node.emit("clear");
  }

  select(place: number): void {
    this.node.emit("select", { index: place, value: this.name(this.list[place]).whole, selected: true });
  }

  downloaded(place: number): void {
    this.node.emit("download", this.list[place]);
  }

  /** Puts a file in another place; returns whether it moved. */
  move(from: number, to: number): boolean {
    if (to < 0 || to >= this.list.length || from === to) return false;
    const list = [...this.list];
    list.splice(to, 0, ...list.splice(from, 1));
    this.node.props.value = list;
    return true;
  }

  drop(): void {
    if (this.dragged !== null && this.target !== null) this.move(this.dragged, this.target);
    this.dragged = this.target = null;
  }
}
