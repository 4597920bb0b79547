/** How a conversation behaves: what is shown of it while words come, and what its buttons do. */
import { untrack } from "svelte";
import type { Node } from "../../store/node.svelte";
import { sameValue } from "../../store/props.svelte";
import type { FileData } from "../../client/wire";
import { toClipboard } from "../../kit/clipboard";
import { grouped, isEmpty, textOf, textOfGroup, transcript, valueOf, type Group, type Message, type Option } from "./messages";

export interface Example {
  text?: string;
  display_text?: string | null;
  icon?: FileData | string | null;
  files?: FileData[] | null;
}

export interface ChatbotProps {
  value?: Message[] | null;
  autoscroll?: boolean;
  resizable?: boolean;
  editable?: "user" | "all" | null;
  watermark?: string | null;
  avatar_images?: (FileData | null)[] | null;
  sanitize_html?: boolean;
  render_markdown?: boolean;
  feedback_options?: string[] | null;
  feedback_value?: (string | null)[] | null;
  line_breaks?: boolean;
  layout?: "panel" | "bubble" | null;
  placeholder?: string | null;
  examples?: Example[] | null;
  allow_file_downloads?: boolean;
  group_consecutive_messages?: boolean;
  allow_tags?: boolean | string[];
  like_user_message?: boolean;
}

/** A group's place in the conversation: the list of places stays as it is while the last group grows. */
export class Turn {
  group: Group = $state.raw()!;

  constructor(group: Group) {
    this.group = group;
    this.index = group.index;
  }

  /** The index of the first message. */
  readonly index: number;
}

export class Chat {
  turns: Turn[] = $state.raw([]);
  /** The group that is being changed by the visitor. */
  edited: number | null = $state(null);
  /** What the visitor said of groups, by the index of their first message. */
  opinions: Record<number, string> = $state({});

  #messages: Message[] = [];
  #groups: Group[] = [];
  #frame = 0;

  constructor(readonly node: Node<ChatbotProps>) {
    $effect.pre(() => {
      const next = node.props.value ?? [];
      const together = node.props.group_consecutive_messages !== false;
      untrack(() => this.#take(next, together));
    });
    $effect.pre(() => {
      const given = node.props.feedback_value;
      if (given) untrack(() => this.#recall(given));
    });
    $effect(() => () => cancelAnimationFrame(this.#frame));
  }

  get last(): Message | undefined {
    return this.turns.at(-1)?.group.messages.at(-1);
  }

  /** Whether an answer is on its way. */
  get busy(): boolean {
    return this.node.status.state === "pending" || this.node.status.state === "generating";
  }

  /** Whether the visitor waits for the first word. */
  get waiting(): boolean {
    const { last } = this;
    return this.busy && this.node.status.mode !== "hidden" && last !== undefined && (last.role === "user" || isEmpty(last));
  }

  get streaming(): boolean {
    return this.node.status.state === "generating" && this.last !== undefined && this.last.role !== "user";
  }

  likes(group: Group): boolean {
    return this.node.listens("like") && (!group.user || this.node.props.like_user_message === true);
  }

  edits(group: Group): boolean {
    const { editable } = this.node.props;
    return editable === "all" || (editable === "user" && group.user);
  }

  readonly select = (index: number, message: Message): void => this.node.emit("select", { index, value: valueOf(message) });

  like(group: Group, opinion: string): void {
    this.opinions[group.index] = opinion;
    const liked = opinion === "Like" ? true : opinion === "Dislike" ? false : opinion;
    this.node.emit("like", { index: group.index, value: group.messages.map(valueOf), liked });
  }

  /** Asks for another answer to the last thing the visitor said, or takes that back. */
  again(event: "retry" | "undo"): void {
    const messages = this.node.props.value ?? [];
    const index = messages.findLastIndex((message) => message.role === "user");
    if (index < 0 || this.busy) return;
    this.node.emit(event, { index, value: valueOf(messages[index]) });
  }

  /** Takes changed words, by the index of their message. */
  edit(changes: Map<number, string>): void {
    if (this.busy) return;
    this.edited = null;
    for (const [index, text] of changes) {
      const messages = this.node.props.value ?? [];
      const old = messages[index];
      const previous = textOf(old);
      if (text === previous) continue;
      const others = old.content.filter((part) => part.type !== "text");
      const content = [{ type: "text" as const, text }, ...others];
      this.node.props.value = messages.with(index, { ...old, content });
      this.node.emit("edit", { index, value: text, previous_value: previous, _dispatch_value: content });
    }
  }

  choose(index: number, option: Option): void {
    if (!this.busy) this.node.emit("option_select", { index, value: option.value });
  }

  begin(index: number, example: Example): void {
    if (!this.busy) this.node.emit("example_select", { index, value: example });
  }

  clear(): void {
    this.opinions = {};
    this.node.props.value = [];
    this.node.emit("clear");
  }

  copy(group: Group): Promise<void> {
    return this.#copy(textOfGroup(group.messages));
  }

  copyAll(): Promise<void> {
    return this.#copy(transcript(this.node.props.value ?? []));
  }

  async #copy(text: string): Promise<void> {
    const { watermark } = this.node.props;
    await toClipboard(watermark ? `${text}\n\n${watermark}` : text);
    this.node.emit("copy", { value: text });
  }

  /** Shows messages at once, or while words come at most once in what the screen shows at a time. */
  #take(next: Message[], together: boolean): void {
    if (this.node.status.state !== "generating" || document.hidden) return this.#show(next, together);
    if (this.#frame) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#show(this.node.props.value ?? [], together);
    });
  }

  #show(next: Message[], together: boolean): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    const before = this.#messages;
    this.#messages = next.map((message, i) => {
      const old = before[i];
      return old !== message && old !== undefined && sameValue(old, message) ? old : message;
    });
    this.#place(grouped(this.#messages, together, this.#groups));
    // What takes the place of a message that is gone has been judged by nobody.
    for (const index of Object.keys(this.opinions).map(Number)) {
      const grown = next[index] && textOf(next[index]).startsWith(before[index] ? textOf(before[index]) : "");
      if (!grown) delete this.opinions[index];
    }
  }

  #place(groups: Group[]): void {
    const before = this.#groups;
    this.#groups = groups;
    const { turns } = this;
    if (groups.length !== turns.length || groups.some((group, i) => group.index !== before[i].index)) {
      const known = new Map(turns.map((turn) => [turn.index, turn]));
      this.turns = groups.map((group) => known.get(group.index) ?? new Turn(group));
    }
    groups.forEach((group, i) => {
      if (group !== before[i]) this.turns[i].group = group;
    });
  }

  #recall(given: (string | null)[]): void {
    const answers = this.#groups.filter((group) => !group.user);
    given.forEach((opinion, i) => {
      if (opinion && answers[i]) this.opinions[answers[i].index] = opinion;
    });
  }
}
