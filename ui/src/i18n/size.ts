/** Sizes of files, in the words of the page. */
import { t } from "./words.svelte";

/** "640 bytes", "12.4 MB". */
export function readableSize(bytes: number): string {
  if (bytes < 1000) return t("{count} bytes", { count: bytes });
  const power = Math.min(4, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${["", "kB", "MB", "GB", "TB"][power]}`;
}
