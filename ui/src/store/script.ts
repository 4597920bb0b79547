/** Runs the `js=` of a program: its own text, in the page, without needing `unsafe-eval` from the page's policy. */

type Run = (...args: unknown[]) => unknown;

const compiled = new Map<string, Run>();

/**
 * The function that a program's text stands for.
 *
 * A function expression is that function; any other text is a body that runs when it is called.
 */
export function compile(source: string): Run {
  let run = compiled.get(source);
  if (!run) {
    const found = evaluate(`(${source}\n)`) ?? evaluate(`(async function () {${source}\n})`);
    if (!found) throw new Error(`This is not a JavaScript function: ${source.slice(0, 80)}`);
    const { value } = found;
    run = typeof value === "function" ? (value as Run) : () => value;
    compiled.set(source, run);
  }
  return run;
}

/** A script element carries the page's nonce, which `new Function` cannot; what it made is left on the element. */
function evaluate(expression: string): { value: unknown } | null {
  const script: HTMLScriptElement & { made?: { value: unknown } } = document.createElement("script");
  script.nonce = document.querySelector<HTMLScriptElement>("script[nonce]")?.nonce ?? "";
  script.textContent = `document.currentScript.made = { value: ${expression} };`;
  const quiet = (event: Event) => event.preventDefault();
  window.addEventListener("error", quiet);
  document.head.append(script);
  script.remove();
  window.removeEventListener("error", quiet);
  return script.made ?? null;
}
