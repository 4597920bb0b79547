/** Which files a place takes, and how that is said. */
import { t } from "../i18n/words.svelte";

const KINDS = new Set(["image", "video", "audio", "text"]);

/** Whether a file is one of the kinds, endings or MIME types; nothing given takes everything. */
export function accepted(file: { name: string; type: string }, accept: readonly string[] | null | undefined): boolean {
  if (!accept?.length) return true;
  const name = file.name.toLowerCase();
  return accept.some((given) => {
    const one = given.toLowerCase();
    if (one === "file" || one === "*" || one === "*/*") return true;
    if (KINDS.has(one)) return file.type.startsWith(one + "/") || (file.type === "" && one === "text");
    if (one.includes("/")) return one.endsWith("/*") ? file.type.startsWith(one.slice(0, -1)) : file.type === one;
    return name.endsWith(one.startsWith(".") ? one : "." + one);
  });
}

/** The same for a file input's `accept`. */
export function acceptAttribute(accept: readonly string[] | null | undefined): string | undefined {
  if (!accept?.length || accept.includes("file")) return undefined;
  return accept
    .map((one) => (KINDS.has(one) ? `${one}/*` : one.startsWith(".") || one.includes("/") ? one : `.${one}`))
    .join(", ");
}

/** "CSV, TXT or an image". */
export function kindsText(accept: readonly string[] | null | undefined): string {
  if (!accept?.length || accept.includes("file")) return "";
  const words: Record<string, string> = {
    image: t("Images"),
    video: t("Videos"),
    audio: t("Audio"),
    text: t("Text files"),
  };
  const names = accept.map((one) => words[one.replace(/\/\*$/, "")] ?? one.replace(/^\./, "").split("/").pop()!.toUpperCase());
  const list = [...new Set(names)];
  return list.length < 2 ? (list[0] ?? "") : t("{first} or {last}", { first: list.slice(0, -1).join(", "), last: list.at(-1)! });
}
