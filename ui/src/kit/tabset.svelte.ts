/** One of several panels shown at a time: what a set of tabs and its panels agree on. */
import { getContext, setContext } from "svelte";

/** What a set needs of a node. */
export interface Chosen {
  readonly id: number;
  readonly props: { label?: string | null; visible?: boolean | "hidden"; interactive?: boolean | null; id?: number | string | null; elem_id?: string | null };
}

export interface ChosenSet {
  readonly props: { selected?: number | string | null };
  readonly children: readonly Chosen[];
  emit(event: string, data?: unknown): void;
}

const KEY = Symbol("tabset");

export class Tabset {
  constructor(
    private readonly node: ChosenSet,
    private readonly type: string,
  ) {}

  get items(): Chosen[] {
    return this.node.children.filter((child) => (child as { type?: string }).type === this.type);
  }

  /** Those that can be seen. */
  get shown(): Chosen[] {
    return this.items.filter((item) => item.props.visible !== false && item.props.visible !== "hidden");
  }

  /** The one that is open: the selected one, or else the first that can be opened. */
  get current(): Chosen | undefined {
    const { selected } = this.node.props;
    const wanted = selected === null || selected === undefined ? undefined : this.shown.find((item) => name(item) === selected);
    return wanted ?? this.shown.find((item) => item.props.interactive !== false) ?? this.shown[0];
  }

  isCurrent(item: Chosen): boolean {
    return this.current === item;
  }

  /** Opens a panel because the person asked for it. */
  select(item: Chosen): void {
    const already = this.isCurrent(item);
    (this.node.props as { selected?: number | string }).selected = name(item);
    const index = this.items.indexOf(item);
    const data = { index, value: item.props.label ?? "", id: name(item), component_id: item.id, selected: true };
    (item as unknown as ChosenSet).emit("select", data);
    this.node.emit("select", data);
    if (!already) this.node.emit("change", data);
  }

  /** The item a key moves to from another: arrows go around, Home and End to the ends. */
  toward(key: string, from: Chosen, rtl: boolean): Chosen | undefined {
    const open = this.shown.filter((item) => item.props.interactive !== false);
    const at = open.indexOf(from);
    const next = rtl ? "ArrowLeft" : "ArrowRight";
    const before = rtl ? "ArrowRight" : "ArrowLeft";
    if (key === next) return open[(at + 1) % open.length];
    if (key === before) return open[(at - 1 + open.length) % open.length];
    if (key === "Home") return open[0];
    return key === "End" ? open.at(-1) : undefined;
  }
}

/** The name a program calls a panel by. */
export function name(item: Chosen): number | string {
  return item.props.id ?? item.id;
}

/** The ids that join a tab's button with its panel. */
export function tabIds(item: Chosen) {
  const { elem_id } = item.props;
  return { button: elem_id ? `${elem_id}-button` : `c${item.id}-tab`, panel: elem_id || `c${item.id}-panel` };
}

export function provideTabset(set: Tabset): Tabset {
  return setContext(KEY, set);
}

export function useTabset(): Tabset {
  return getContext<Tabset>(KEY);
}
