/** What an output shows while a listener works on it. */
import type { ProgressUnit } from "../client/wire";

export interface Status {
  readonly state: "idle" | "pending" | "generating" | "complete" | "error";
  /** How much of it is shown. */
  readonly mode: "full" | "minimal" | "hidden";
  /** Place in the queue, counted from 0; null once it runs. */
  readonly position: number | null;
  /** Seconds it will take in all, as far as the server knows. */
  readonly eta: number | null;
  /** When the person started it, in milliseconds of `performance.now()`. */
  readonly since: number;
  /** What the function reports about itself, outermost loop first. */
  readonly progress: readonly ProgressUnit[];
  /** Why it failed. */
  readonly message: string | null;
  /** Starts it again; only on the output that offers it. */
  readonly retry: (() => void) | null;
}

export const IDLE: Status = {
  state: "idle",
  mode: "full",
  position: null,
  eta: null,
  since: 0,
  progress: [],
  message: null,
  retry: null,
};

/** How a status ends without a result or a failure to show. */
export const CLEARED = { state: "idle", position: null, eta: null, progress: [], message: null, retry: null } as const;

export function isWaiting(status: Status): boolean {
  return status.state === "pending" || status.state === "generating";
}
