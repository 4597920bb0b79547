/** What the kit needs to know of a node, and what every block has in common. The store's nodes fit it. */

export interface Progress {
  readonly index: number | null;
  readonly length: number | null;
  readonly unit: string | null;
  readonly progress: number | null;
  readonly desc: string | null;
}

export interface Running {
  readonly state: "idle" | "pending" | "generating" | "complete" | "error";
  readonly mode: "full" | "minimal" | "hidden";
  readonly position: number | null;
  readonly eta: number | null;
  readonly since: number;
  readonly progress: readonly Progress[];
  readonly message: string | null;
  readonly retry: (() => void) | null;
}

export interface ToolButton {
  id: number;
  value: string;
  icon?: unknown;
  elem_id?: string | null;
  interactive?: boolean;
  visible?: boolean | "hidden";
}

export interface BlockProps {
  label?: string | null;
  info?: string | null;
  show_label?: boolean;
  container?: boolean;
  visible?: boolean | "hidden";
  elem_id?: string | null;
  elem_classes?: string[] | string | null;
  scale?: number | null;
  min_width?: number | null;
  height?: number | string | null;
  width?: number | string | null;
  max_height?: number | string | null;
  min_height?: number | string | null;
  rtl?: boolean;
  buttons?: (string | ToolButton)[] | null;
}

export interface Framed {
  readonly id: number;
  readonly props: BlockProps;
  readonly status: Running;
  readonly invalid: string | null;
  readonly interactive: boolean;
  element: HTMLElement | null;
  emitFor(id: number, event: string): void;
  clearStatus(): void;
}

/** A length as CSS writes it: numbers are pixels. */
export function length(value: number | string | null | undefined): string | undefined {
  if (value === null || value === undefined || value === "") return undefined;
  return typeof value === "number" || /^\d+(\.\d+)?$/.test(value) ? `${value}px` : value;
}

/** The program's own class names, however it gave them. */
export function classes(given: BlockProps["elem_classes"]): string[] {
  return typeof given === "string" ? given.split(/\s+/).filter(Boolean) : (given ?? []);
}

/** How a block shares its row. */
export function flow(props: BlockProps, leastWidth: number | null = 160): string {
  const width = props.min_width ?? leastWidth;
  const style: Record<string, string | undefined> = {
    "flex-grow": props.scale === null || props.scale === undefined ? undefined : String(props.scale),
    "min-width": width === null ? undefined : `min(${width}px, 100%)`,
    height: length(props.height),
    width: length(props.width) && `min(${length(props.width)}, 100%)`,
    "max-height": length(props.max_height),
    "min-height": length(props.min_height),
  };
  return Object.entries(style)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}: ${value}`)
    .join("; ");
}

/** The ids that join a control with its label, its info and its error. */
export function ids(node: { id: number }) {
  const control = `c${node.id}`;
  return { control, label: `${control}-label`, info: `${control}-info`, error: `${control}-error` };
}

/** The attributes that give a native control its name, its description and its error. Spread them on it. */
export function named(node: Pick<Framed, "id" | "props" | "invalid">) {
  const { control, label, info, error } = ids(node);
  const described = [node.props.info && info, node.invalid && error].filter(Boolean).join(" ");
  return {
    id: control,
    "aria-labelledby": node.props.label ? label : undefined,
    "aria-describedby": described || undefined,
    "aria-invalid": node.invalid ? ("true" as const) : undefined,
  };
}

/** Gives a node its element for as long as it is on the page. Use as `{@attach placed(node)}`. */
export function placed(node: { element: HTMLElement | null }) {
  return (element: HTMLElement) => {
    node.element = element;
    return () => {
      if (node.element === element) node.element = null;
    };
  };
}
