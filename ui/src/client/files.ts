/** Where the app is, where its files are, and how a file is described. */
import type { FileData, InlineFile } from "./wire";

/**
 * The app's root, with a slash at its end, seen from one of its own scripts.
 *
 * Scripts lie in `<root>/assets/`, so a page works under any prefix, at any depth and in another site's page
 * without the server knowing what a proxy in front of it did.
 */
export function appRoot(script: string): string {
  return new URL("../", script).href;
}

/** Addresses of an app's files, as this browser reaches them. */
export class FileAddresses {
  readonly root: string;
  readonly #prefix: string;
  readonly #announced: string;

  /**
   * @param root The app's root as the browser sees it.
   * @param prefix The path of the API below the root, such as `/gradio_api`.
   * @param announced The root the server believes it has; addresses below it are moved to `root`.
   */
  constructor(root: string, prefix: string, announced: string) {
    this.root = root.endsWith("/") ? root : root + "/";
    this.#prefix = prefix.replace(/^\/|\/$/g, "");
    this.#announced = announced.replace(/\/$/, "");
  }

  /** The address of an API route. */
  api(route: string): string {
    return `${this.root}${this.#prefix}/${route}`;
  }

  /** The address of a file, an address the server wrote, or a path on the server; empty for one that is a script. */
  of(file: FileData | InlineFile | string | null | undefined): string {
    const address = this.#of(file);
    // Browsers skip spaces and control characters in front of a scheme, and line ends within it.
    return /^(java|vb)script:/i.test(address.replace(/[\0- \x7f-\xa0\u2028\u2029]/g, "")) ? "" : address;
  }

  #of(file: FileData | InlineFile | string | null | undefined): string {
    if (!file) return "";
    if (typeof file === "string") return isAddress(file) || file.startsWith("/") ? this.rebase(file) : file;
    if (file.url || !file.path) return this.rebase(file.url ?? "");
    return isAddress(file.path) ? file.path : this.api("file=" + encodePath(file.path));
  }

  /** An address the server wrote, moved to where the browser finds the app; any other address as it is. */
  rebase(address: string): string {
    const marker = `/${this.#prefix}/`;
    if (address.startsWith(marker)) return this.root + address.slice(1);
    if (this.#announced && address.startsWith(this.#announced + marker)) {
      return this.root + address.slice(this.#announced.length + 1);
    }
    return address;
  }

  /** How an uploaded file is described to the app. */
  describe(path: string, file: { name?: string; size: number; type: string }): FileData {
    return {
      path,
      url: this.api("file=" + encodePath(path)),
      orig_name: file.name ?? path.split("/").pop() ?? "file",
      size: file.size,
      mime_type: file.type || null,
      is_stream: false,
      meta: { _type: "gradio.FileData" },
    };
  }
}

function isAddress(text: string): boolean {
  return /^(https?:|data:|blob:)/.test(text);
}

function encodePath(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}
