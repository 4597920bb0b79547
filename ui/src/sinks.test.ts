/** Text becomes markup in few places. This knows them all, so that a new one is looked at. */
import { expect, test } from "vitest";

const sources = import.meta.glob<string>("./**/*.{ts,svelte}", { query: "?raw", import: "default", eager: true });
const code = Object.entries(sources).filter(([path]) => !/\.test\.ts$|testing\.ts$|test-env/.test(path));

const found = (pattern: RegExp) =>
  code.flatMap(([path, source]) => [...source.matchAll(pattern)].map(([text]) => `${path} ${text.trim()}`)).sort();

test("what is put into the page as HTML is cleaned, or is code that was escaped and marked up", () => {
  expect(found(/\{@html [^}]*\}/g)).toEqual([
    './components/chatbot/Text.svelte {@html html(piece)}',
    './components/code/index.svelte {@html line || "<br>"}', // escaped, or from the highlighter
    "./components/dataframe/Rich.svelte {@html clean(text, resolve)}",
    "./kit/Inline.svelte {@html inline(text)}",
    "./kit/Markdown.svelte {@html html(piece)}",
    "./panels/Code.svelte {@html marked}", // from the highlighter
  ]);
});

test("other ways to make markup of a text are the program's own HTML and head", () => {
  expect(found(/\.(inner|outer)HTML = .*|insertAdjacentHTML|document\.write|setHTMLUnsafe|createContextualFragment|srcdoc/g)).toEqual([
    // The program's own HTML: its text, and the documents of its frames.
    "./components/html/active.ts .innerHTML = html;",
    "./components/html/active.ts .innerHTML = html;",
    "./components/html/active.ts srcdoc",
    "./components/html/active.ts srcdoc",
    "./components/html/page.svelte.ts .innerHTML = html;", // its `head`
    "./theme/dress.ts .innerHTML = html;", // the program's `head`
  ]);
});

test("texts are run as scripts in one place, which takes the program's own", () => {
  expect(found(/\beval\(|new Function|setTimeout\(["'`]|import\([a-z]\w*\)|\bcompile\(/g).filter((one) => !one.includes("script.ts"))).toEqual([
    "./components/html/active.ts compile(", // the handlers of the program's own HTML
    "./components/html/page.svelte.ts compile(",
    "./components/html/page.svelte.ts compile(",
    "./store/app.svelte.ts compile(",
    "./store/triggers.ts compile(",
  ]);
});

test("messages are heard from the app's own socket and worklet alone, never from another window", () => {
  expect(found(/addEventListener\(["'`]message|\bonmessage/g)).toEqual([
    "./client/socket.ts onmessage",
    "./kit/microphone.ts onmessage",
  ]);
});
