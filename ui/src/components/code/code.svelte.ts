/** How a code field behaves: its lines, what Tab and Enter do, copying and downloading. */
import type { Node } from "../../store/node.svelte";
import { toClipboard } from "../../kit/clipboard";
import { highlighter } from "../../kit/highlight.svelte";

export interface CodeProps {
  value?: string | null;
  language?: string | null;
  lines?: number;
  max_lines?: number | null;
  wrap_lines?: boolean;
  show_line_numbers?: boolean;
}

/** Marking up a longer text would hold up typing. */
const LONGEST = 200_000;
const INDENT = "    ";

/** By what name each language is known to the highlighter, and a file of it ends. */
const LANGUAGES: Record<string, [name: string, suffix: string]> = {
  python: ["python", "py"],
  c: ["c", "c"],
  cpp: ["cpp", "cpp"],
  markdown: ["markdown", "md"],
  latex: ["latex", "tex"],
  json: ["json", "json"],
  html: ["xml", "html"],
  css: ["css", "css"],
  javascript: ["javascript", "js"],
  jinja2: ["xml", "j2"],
  typescript: ["typescript", "ts"],
  yaml: ["yaml", "yaml"],
  dockerfile: ["dockerfile", "dockerfile"],
  shell: ["bash", "sh"],
  r: ["r", "r"],
};

export class Code {
  copied = $state(false);
  /** After Escape, the next Tab leaves the field instead of indenting. */
  #leaving = false;

  constructor(private readonly node: Node<CodeProps>) {}

  get text(): string {
    return this.node.props.value ?? "";
  }

  get #language(): [string, string] {
    const language = this.node.props.language ?? "";
    return LANGUAGES[language] ?? (language.startsWith("sql") ? ["sql", "sql"] : ["", "txt"]);
  }

  /** The lines as HTML, each whole by itself. */
  readonly marked: string[] = $derived.by(() => {
    const [name] = this.#language;
    const html = name && this.text.length <= LONGEST ? highlighter.mark(this.text, name) : null;
    return html === null ? this.text.split("\n").map(escape) : lines(html);
  });

  /** How tall it is at least and at most, in lines. */
  get least(): number {
    return Math.max(this.node.props.lines ?? 5, 1);
  }

  get most(): number | undefined {
    const most = this.node.props.max_lines;
    return most ? Math.max(most, this.least) : undefined;
  }

  readonly copy = async (): Promise<void> => {
    await toClipboard(this.text);
    this.copied = true;
    setTimeout(() => (this.copied = false), 1500);
  };

  readonly download = (): void => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([this.text], { type: "text/plain" }));
    link.download = `file.${this.#language[1]}`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  };

  readonly blur = (): void => {
    this.#leaving = false;
    this.node.emit("blur");
  };

  /** Tab indents, Shift+Tab takes an indentation back, Enter keeps it; Escape lets the next Tab leave. */
  readonly key = (event: KeyboardEvent): void => {
    const field = event.currentTarget as HTMLTextAreaElement;
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") {
      this.#leaving = true;
      return;
    }
    if (event.key === "Tab" && !this.#leaving) {
      event.preventDefault();
      indent(field, event.shiftKey);
    } else if (event.key === "Enter") {
      event.preventDefault();
      const before = field.value.slice(0, field.selectionStart);
      insert(field, `\n${/[ \t]*/.exec(before.slice(before.lastIndexOf("\n") + 1))?.[0] ?? ""}`);
      // A new line starts at the left, which long lines may have scrolled out of view.
      field.closest(".code")?.scrollTo?.({ left: 0 });
    }
    if (event.key !== "Tab" && event.key !== "Shift") this.#leaving = false;
  };
}

/** Types a text over the selection, so that the browser's own undo knows of it. */
function insert(field: HTMLTextAreaElement, text: string): void {
  if (document.execCommand?.(text ? "insertText" : "delete", false, text)) return;
  field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function indent(field: HTMLTextAreaElement, back: boolean): void {
  const { selectionStart: start, selectionEnd: end, value } = field;
  const first = value.lastIndexOf("\n", start - 1) + 1;
  if (!back && start === end) return insert(field, INDENT);
  const chosen = value.slice(first, end);
  const changed = back ? chosen.replace(/^( {1,4}|\t)/gm, "") : chosen.replace(/^(?=.)/gm, INDENT);
  if (changed === chosen) return;
  field.setSelectionRange(first, end);
  insert(field, changed);
  if (start === end) field.setSelectionRange(first + changed.length, first + changed.length);
  else field.setSelectionRange(first, first + changed.length);
}

function escape(text: string): string {
  return text.replace(/[&<>]/g, (sign) => ({ "&": "&amp;", "<": "&lt;" })[sign] ?? "&gt;");
}

/** Cuts marked-up text at line ends; what is open there is closed and opened again. */
export function lines(html: string): string[] {
  const open: string[] = [];
  return html.split("\n").map((line) => {
    const before = open.join("");
    for (const [tag] of line.matchAll(/<span [^>]*>|<\/span>/g)) {
      if (tag === "</span>") open.pop();
      else open.push(tag);
    }
    return before + line + "</span>".repeat(open.length);
  });
}
