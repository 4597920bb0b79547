/** Text to HTML. All of it passes `clean`, as the last step before it is shown. */
import { Lexer, Marked, type Tokens } from "marked";
import { clean, escape } from "./clean";
import { asWritten, withoutForeign, type Foreign } from "./foreign";

export interface MarkdownOptions {
  /** A single line end is a line break. */
  breaks?: boolean;
  /** Headings carry an id and a link to themselves. */
  headerLinks?: boolean;
  /** False shows the program's HTML as it is; for text that no visitor can influence. */
  sanitize?: boolean;
  /** False takes the text as HTML alone. */
  format?: boolean;
  /** What becomes of tags that are no HTML; by default the browser takes them as it will. */
  foreign?: Foreign;
  /** Where an address in the text really is. */
  resolve?: (address: string) => string;
  /** Code with marked-up words, or null while the language is not there yet. */
  highlight?: (code: string, language: string) => string | null;
  /** Names of the parts a reader may press. */
  words?: { copy: string; link: string; done: string; open: string; wrap?: string };
}

const WORDS = { copy: "Copy", link: "Link to section", done: "Done", open: "To do" };

/** A Markdown text as HTML. */
export function markdown(text: string, options: MarkdownOptions = {}): string {
  try {
    return formatted(text, options);
  } catch (error) {
    // Such as a quotation in a quotation, ten thousand times: it can be read, if not formatted.
    console.warn(error);
    return `<pre>${escape(text)}</pre>`;
  }
}

function formatted(text: string, options: MarkdownOptions): string {
  const slugs = new Map<string, number>();
  const words = options.words ?? WORDS;
  const parser = new Marked({
    gfm: true,
    breaks: options.breaks ?? false,
    async: false,
    renderer: {
      checkbox: ({ checked }: Tokens.Checkbox) =>
        `<input type="checkbox" disabled${checked ? " checked" : ""} aria-label="${escape(checked ? words.done : words.open)}"> `,
      code: (token: Tokens.Code) => codeBlock(token, options),
      html: ({ text: raw }: Tokens.HTML | Tokens.Tag) => asWritten(raw, options.foreign ?? false),
      heading(token: Tokens.Heading) {
        const inner = this.parser.parseInline(token.tokens);
        if (!options.headerLinks) return `<h${token.depth}>${inner}</h${token.depth}>`;
        const id = slug(token.text, slugs);
        const link = `<a class="md-header-anchor" href="#${id}" aria-label="${escape(words.link)}">#</a>`;
        return `<h${token.depth} id="${id}">${inner}${link}</h${token.depth}>`;
      },
    },
  });
  const { foreign } = options;
  const html = options.format === false ? asWritten(text, foreign ?? false) : (parser.parse(text) as string);
  const shown = foreign === undefined ? html : withoutForeign(html);
  return options.sanitize === false ? shown : clean(shown, options.resolve);
}

/** A text in pieces that can be formatted one by one. */
export interface Pieces {
  text: string;
  list: string[];
  /** How many pieces nothing that follows can change; null where the text is one piece because of what is in it. */
  closed: number | null;
}

/**
 * The pieces of a text. One that has grown is taken apart only from where its last pieces begin that an empty line
 * closes off from the others: without one, a line may still make a heading of the line above it.
 *
 * A text with HTML around several paragraphs, or with links that are defined elsewhere in it, is one piece.
 */
export function grown(text: string, before?: Pieces): Pieces {
  const goesOn = before?.closed && text.startsWith(before.text);
  const kept = goesOn ? before.list.slice(0, before.closed!) : [];
  const rest = text.slice(kept.reduce((length, piece) => length + piece.length, 0));
  const more = pieces(rest);
  if (!more) return { text, list: [text], closed: null };
  const list = [...kept, ...more];
  // A mark without words, as at the end of "- ", is not taken as it is written: then nothing more is closed.
  let closed = more.join("") === rest ? Math.max(list.length - 1, 0) : kept.length;
  while (closed > 0 && !/\n[ \t]*\n$/.test(list[closed - 1])) closed -= 1;
  return { text, list, closed };
}

function pieces(text: string): string[] | null {
  // With other line ends a piece would be shorter than what it stands for.
  if (text.includes("\r")) return null;
  const tokens = new Lexer({ gfm: true }).blockTokens(text);
  if (tokens.some(({ type }) => type === "html" || type === "def")) return null;
  const found: string[] = [];
  for (const { type, raw } of tokens) {
    if (type === "space" && found.length) found[found.length - 1] += raw;
    else found.push(raw);
  }
  return found;
}

/** A line of Markdown as HTML, without the paragraph around it. */
export function inline(text: string): string {
  return clean(new Marked({ gfm: true, breaks: true, async: false }).parseInline(text) as string);
}

function codeBlock({ text, lang }: Tokens.Code, options: MarkdownOptions): string {
  const language = (lang ?? "").match(/^[\w+#-]+/)?.[0] ?? "";
  const inner = options.highlight?.(text, language) ?? escape(text);
  const { copy, wrap } = { ...WORDS, wrap: undefined, ...options.words };
  return (
    `<div class="code_wrap">` +
    (language ? `<span class="code_language">${escape(language)}</span>` : "") +
    (wrap ? textButton("wrap_code_button", wrap) : "") +
    textButton("copy_code_button", copy) +
    `<pre tabindex="0"><code class="${language ? `language-${escape(language)}` : ""}">${inner}\n</code></pre></div>`
  );
}

function textButton(kind: string, name: string): string {
  return `<button type="button" class="${kind}" title="${escape(name)}" aria-label="${escape(name)}"></button>`;
}

function slug(text: string, taken: Map<string, number>): string {
  const name = `h-${text.toLowerCase().replace(/<[^>]*>/g, "").replace(/[^\p{L}\p{N}\s-]/gu, "").trim().replace(/\s+/g, "-")}`;
  const count = taken.get(name) ?? 0;
  taken.set(name, count + 1);
  return count ? `${name}-${count}` : name;
}
