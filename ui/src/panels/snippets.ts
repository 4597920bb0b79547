/** Code that calls an endpoint, written from what the app says about it. */
import type { Endpoint, ApiParameter } from "../client/wire";

export type Language = "python" | "javascript" | "bash";

export const LANGUAGES: { id: Language; name: string }[] = [
  { id: "python", name: "Python" },
  { id: "javascript", name: "JavaScript" },
  { id: "bash", name: "cURL" },
];

/** What to install before the code runs. */
export const INSTALL: Record<Language, string> = {
  python: "pip install gradio_client",
  javascript: "npm install @gradio/client",
  bash: "",
};

/**
 * A program that calls an endpoint once and prints what comes back.
 *
 * @param root The app's address, with a slash at its end.
 * @param prefix The path of the API below it, such as `gradio_api`.
 */
export function snippet(language: Language, root: string, prefix: string, name: string, endpoint: Endpoint): string {
  const write = { python, javascript, bash }[language];
  return write(root, name, endpoint.parameters, prefix);
}

function python(root: string, name: string, parameters: ApiParameter[]): string {
  const files = parameters.some((one) => holdsFile(one.example_input));
  const given = parameters.map((one) => `    ${one.parameter_name}=${pythonValue(one.example_input)},\n`).join("");
  return [
    `from gradio_client import Client${files ? ", handle_file" : ""}`,
    "",
    `client = Client(${JSON.stringify(root)})`,
    `result = client.predict(\n${given}    api_name=${JSON.stringify(name)},\n)`,
    "print(result)",
  ].join("\n");
}

function javascript(root: string, name: string, parameters: ApiParameter[]): string {
  const files = parameters.some((one) => holdsFile(one.example_input));
  const given = parameters.map((one) => `  ${one.parameter_name}: ${scriptValue(one.example_input)},\n`).join("");
  const argument = parameters.length ? `, {\n${given}}` : "";
  return [
    `import { Client${files ? ", handle_file" : ""} } from "@gradio/client";`,
    "",
    `const client = await Client.connect(${JSON.stringify(root)});`,
    `const result = await client.predict(${JSON.stringify(name)}${argument});`,
    "console.log(result.data);",
  ].join("\n");
}

function bash(root: string, name: string, parameters: ApiParameter[], prefix: string): string {
  const body = Object.fromEntries(parameters.map((one) => [one.parameter_name, one.example_input ?? null]));
  const address = `${root}${prefix}/call`;
  return [
    `EVENT=$(curl -s ${address}/v2${name} \\`,
    `  -H "Content-Type: application/json" \\`,
    `  -d ${quoted(JSON.stringify(body))} | cut -d'"' -f4)`,
    `curl -N ${address}${name}/$EVENT`,
  ].join("\n");
}

interface FileLike {
  path?: string;
  url?: string | null;
}

function asFile(value: unknown): string | null {
  if (typeof value !== "object" || value === null || !("meta" in value) || !("path" in value)) return null;
  const { url, path } = value as FileLike;
  return url || path || "";
}

function holdsFile(value: unknown): boolean {
  if (asFile(value) !== null) return true;
  return typeof value === "object" && value !== null && Object.values(value).some(holdsFile);
}

/** A JSON value as Python writes it. */
export function pythonValue(value: unknown): string {
  if (value === null || value === undefined) return "None";
  if (value === true) return "True";
  if (value === false) return "False";
  const file = asFile(value);
  if (file !== null) return `handle_file(${JSON.stringify(file)})`;
  if (Array.isArray(value)) return `[${value.map(pythonValue).join(", ")}]`;
  if (typeof value !== "object") return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([name, item]) => `${JSON.stringify(name)}: ${pythonValue(item)}`)
    .join(", ")}}`;
}

function scriptValue(value: unknown): string {
  const file = asFile(value);
  if (file !== null) return `handle_file(${JSON.stringify(file)})`;
  if (Array.isArray(value)) return `[${value.map(scriptValue).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value ?? null);
  return `{ ${Object.entries(value)
    .map(([name, item]) => `${JSON.stringify(name)}: ${scriptValue(item)}`)
    .join(", ")} }`;
}

/** A text as one word of a shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
