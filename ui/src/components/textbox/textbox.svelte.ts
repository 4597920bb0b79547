/** How a text field behaves: what Enter does, how far it grows, when it follows its own end. */
import { toClipboard } from "../../kit/clipboard";
import { perFrame } from "../../kit/frames.svelte";
import type { Node } from "../../store/node.svelte";

export interface TextboxProps {
  value?: string | null;
  type?: "text" | "password" | "email";
  lines?: number;
  max_lines?: number | null;
  placeholder?: string | null;
  autofocus?: boolean;
  autoscroll?: boolean;
  text_align?: "left" | "right" | null;
  max_length?: number | null;
  submit_btn?: string | boolean | null;
  stop_btn?: string | boolean | null;
  html_attributes?: Record<string, string> | null;
}

/** A field that may grow without a limit stops here and scrolls. */
const MOST_LINES = 20;
/** This near to the end counts as being at the end. */
const NEAR = 24;

export class Textbox {
  copied = $state(false);

  constructor(private readonly node: Node<TextboxProps>) {
    node.collect = () => node.props.value ?? ""; // a field that shows nothing holds an empty text
  }

  /** Passwords and addresses are one-line inputs; text is a textarea even with one line. */
  get secret(): boolean {
    return this.node.props.type === "password" || this.node.props.type === "email";
  }

  get lines(): number {
    return this.node.props.lines ?? 1;
  }

  get shortest(): string {
    return `calc(${this.lines} * 1.5em + 18px)`;
  }

  get tallest(): string {
    const most = Math.max(this.node.props.max_lines ?? MOST_LINES, this.lines);
    return `calc(${most} * 1.5em + 18px)`;
  }

  readonly type = (value: string): void => this.node.input(value);

  /** One line: Enter submits. Several: Enter is a new line, and Shift+Enter submits. */
  readonly key = (event: KeyboardEvent): void => {
    if (event.key !== "Enter" || event.isComposing) return;
    const single = this.secret || this.lines === 1;
    if (single === event.shiftKey) return;
    event.preventDefault();
    this.node.emit("submit");
  };

  readonly select = (event: Event): void => {
    const { selectionStart, selectionEnd, value } = event.currentTarget as HTMLTextAreaElement;
    if (selectionStart === selectionEnd) return;
    const index = [selectionStart, selectionEnd];
    this.node.emit("select", { index, value: value.slice(selectionStart, selectionEnd) });
  };

  readonly copy = async (): Promise<void> => {
    const value = this.node.props.value ?? "";
    await toClipboard(value);
    this.node.emit("copy", { value });
    this.copied = true;
    setTimeout(() => (this.copied = false), 1500);
  };

  readonly ready = (element: HTMLElement): void => {
    this.#comeBack(element);
    if (this.node.props.autofocus) element.focus({ preventScroll: true });
  };

  /** A field that rests while it is answered then gives the person the place back, but opens no keyboard on a phone. */
  #comeBack(element: HTMLElement): void {
    let held = false;
    element.parentElement?.addEventListener("focusin", () => (held = true));
    element.parentElement?.addEventListener("focusout", () => (held &&= !this.node.interactive));
    $effect(() => {
      if (!this.node.interactive || !held || document.activeElement !== document.body) return;
      if (matchMedia("(pointer: fine)").matches) element.focus({ preventScroll: true });
    });
  }

  /** Keeps a growing text's end in view, but only while the person has not scrolled away from it. */
  readonly follow = (element: HTMLElement): void => {
    let atEnd = true;
    element.addEventListener("scroll", () => {
      atEnd = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR;
    });
    const toEnd = () => {
      if (!GROWS) grow(element);
      if (!this.node.props.autoscroll || !atEnd || document.activeElement === element) return;
      element.scrollTop = element.scrollHeight;
    };
    // Each asks for the layout of the whole text.
    const soon = perFrame(toEnd);
    $effect(() => {
      void this.node.props.value;
      if (this.node.status.state === "generating") soon();
      else toEnd();
    });
  };
}

/** Browsers that size a field to its content by themselves need no help. */
const GROWS = typeof CSS !== "undefined" && CSS.supports?.("field-sizing", "content");

function grow(element: HTMLElement): void {
  element.style.height = "auto";
  element.style.height = `${element.scrollHeight + 2}px`;
}
