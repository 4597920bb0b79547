/** Messages to the person, grouped by kind, newest first. */

export type Level = "info" | "warning" | "success" | "error";

export interface Toast {
  readonly level: Level;
  readonly title: string;
  readonly messages: readonly { id: number; text: string }[];
  /** Seconds until it goes; null stays. */
  readonly duration: number | null;
  /** Grows with each message, which starts the time anew. */
  readonly turn: number;
}

const MOST = 3;
const TITLES: Record<Level, string> = { info: "Info", warning: "Warning", success: "Success", error: "Error" };

export class Toasts {
  list: readonly Toast[] = $state.raw([]);
  #next = 1;

  show(level: Level, text: string, title?: string | null, duration: number | null = 10): void {
    const name = title || TITLES[level];
    const old = this.list.find((toast) => toast.level === level && toast.title === name);
    const id = this.#next++;
    const kept = old?.messages.filter((message) => message.text !== text).slice(-4) ?? [];
    // A duration of 0 means "until it is closed", as null does.
    const toast = { level, title: name, messages: [...kept, { id, text }], duration: duration || null, turn: id };
    const list = [toast, ...this.list.filter((other) => other !== old)];
    while (list.length > MOST) {
      // An error waits for the person; the oldest of the others makes room.
      const oldest = list.findLastIndex((other) => other.level !== "error" && other !== toast);
      list.splice(oldest < 0 ? list.length - 1 : oldest, 1);
    }
    this.list = list;
  }

  close(toast: Toast): void {
    this.list = this.list.filter((other) => other !== toast);
  }
}
