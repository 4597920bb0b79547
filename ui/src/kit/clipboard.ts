/** Puts a text on the clipboard, also where the page came over plain HTTP, which browsers give no clipboard. */
export async function toClipboard(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const write = (event: ClipboardEvent) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    event.clipboardData?.setData("text/plain", text);
  };
  document.addEventListener("copy", write, true);
  try {
    if (!document.execCommand("copy")) throw new Error("This browser does not let the page copy.");
  } finally {
    document.removeEventListener("copy", write, true);
  }
}
