/** The messages of a conversation: what they are, how they stand together, what of them is text. */
import type { FileData } from "../../client/wire";

export interface TextPart {
  type: "text";
  text: string;
}

export interface FilePart {
  type: "file";
  file: FileData;
  alt_text?: string | null;
}

export interface ComponentPart {
  type: "component";
  component: string;
  value: unknown;
  props: Record<string, unknown>;
}

export type Part = TextPart | FilePart | ComponentPart;

export interface Metadata {
  title?: string;
  id?: number | string;
  parent_id?: number | string;
  log?: string;
  duration?: number;
  status?: "pending" | "done";
}

export interface Option {
  value: string;
  label?: string;
}

export interface Message {
  role: string;
  content: Part[];
  metadata?: Metadata | null;
  options?: Option[] | null;
}

/** A message in its place; a thought holds the thoughts inside it. */
export interface Item {
  index: number;
  message: Message;
  inner: Item[];
}

/** Messages that stand together, with one picture and one set of buttons. */
export interface Group {
  /** The index of the first message. */
  index: number;
  user: boolean;
  messages: Message[];
  items: Item[];
}

/**
 * Messages in groups. A group of messages that are the same objects as before is the same object as before, so that a
 * word more at the end costs what the last group costs.
 */
export function grouped(messages: readonly Message[], together: boolean, before: readonly Group[]): Group[] {
  const groups: Group[] = [];
  for (let start = 0, end = 0; start < messages.length; start = end) {
    end = start + 1;
    while (together && end < messages.length && messages[end].role === messages[start].role) end += 1;
    const old = before[groups.length];
    groups.push(holds(old, messages, start, end) ? old : group(messages.slice(start, end), start));
  }
  return groups;
}

function holds(old: Group | undefined, messages: readonly Message[], start: number, end: number): old is Group {
  if (!old || old.index !== start || old.messages.length !== end - start) return false;
  return old.messages.every((message, i) => message === messages[start + i]);
}

function group(messages: Message[], index: number): Group {
  const items: Item[] = [];
  const thoughts = new Map<number | string, Item>();
  messages.forEach((message, i) => {
    const item: Item = { index: index + i, message, inner: [] };
    const { id, parent_id } = message.metadata ?? {};
    const parent = parent_id === undefined || parent_id === null ? undefined : thoughts.get(parent_id);
    (parent?.inner ?? items).push(item);
    if (isThought(message) && id !== undefined && id !== null) thoughts.set(id, item);
  });
  return { index, user: messages[0].role === "user", messages, items };
}

export function isThought(message: Message): boolean {
  return Boolean(message.metadata?.title);
}

/** Whether a message says nothing yet. */
export function isEmpty(message: Message): boolean {
  return !isThought(message) && partsOf(message).every((part) => part.type === "text" && !part.text.trim());
}

/** A message's parts, also of one that came with its text alone. */
export function partsOf(message: Message): Part[] {
  const content: unknown = message.content;
  return typeof content === "string" ? [{ type: "text", text: content }] : ((content as Part[] | null) ?? []);
}

/** The words of a message. */
export function textOf(message: Message): string {
  return partsOf(message)
    .filter((part) => part.type === "text")
    .map((part) => part.text)
    .join("\n");
}

/** What a listener is told of a message: its words, or what it shows instead. */
export function valueOf(message: Message): unknown {
  const parts = partsOf(message);
  const [first] = parts;
  if (parts.every((part) => part.type === "text")) return textOf(message);
  return parts.length > 1 ? parts : first.type === "file" ? { file: first.file, alt_text: first.alt_text } : first;
}

/** A group's words, a thought under its title. */
export function textOfGroup(messages: readonly Message[]): string {
  return messages
    .map((message) => (isThought(message) ? `${message.metadata?.title}\n${indented(textOf(message))}` : textOf(message)))
    .filter(Boolean)
    .join("\n\n");
}

function indented(text: string): string {
  return text.replace(/^/gm, "  ");
}

export function transcript(messages: readonly Message[]): string {
  return messages.map((message) => `${message.role}: ${textOf(message)}`).join("\n\n");
}
