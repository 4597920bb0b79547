/** The one way to the server. The store knows this interface; tests give it `mock.ts`. */
import type { ApiInfo, Config, Failure, FileData, JoinRequest, Message, Output } from "./wire";
import type { FileAddresses } from "./files";

export interface UploadOptions {
  /** Called as bytes leave, with the bytes sent and the bytes in all. */
  onprogress?: (sent: number, total: number) => void;
  signal?: AbortSignal;
}

/** What the transport tells whoever listens. */
export interface Receiver {
  message(message: Message): void;
  /** The server could not be reached; the transport goes on trying. */
  lost(): void;
  /** The same server is back. */
  found(): void;
  /** A server is back, but not the one that served this page. */
  restarted(): void;
  /** The login that the page came with has ended; nothing is asked any more. */
  signedOut(): void;
}

/** One exception of a program that could not be run, and where it came through. */
export interface BrokenError {
  kind: string;
  /** Which mistake it is, as `portico explain` knows it; empty where it is none of those. */
  code: string;
  message: string;
  places: { file: string; line: number; name: string; source: [number, string][] }[];
}

/** What is wrong with a program: the exception, and what led to it. */
export interface Broken {
  file: string;
  errors: BrokenError[];
}

/** What the page of somebody who writes the app is told besides. */
export interface News {
  /** Which run of the program is served. */
  generation: number;
  broken: Broken | null;
  notes: string[];
}

export interface Called {
  success: boolean;
  output: Output | Failure;
}

export interface Transport {
  readonly session: string;
  readonly addresses: FileAddresses;
  config(): Promise<Config>;
  info(): Promise<ApiInfo>;
  /** Puts a request in the queue; its messages arrive at the receiver under the id this resolves to. */
  submit(request: JoinRequest): Promise<string>;
  listen(receiver: Receiver): void;
  /** The number of the last message that arrived. */
  readonly position: number;
  /** The page goes away: says what arrived, so that the server keeps nothing for it. */
  leave(): void;
  /** Takes up events that were started before the page was reloaded. */
  resume(events: string[]): void;
  /** Runs a request without the queue. */
  call(request: JoinRequest): Promise<Called>;
  cancel(fnIndex: number, event: string): Promise<void>;
  upload(files: (File | Blob)[], options?: UploadOptions): Promise<FileData[]>;
  /** Calls a function that a component offers to its own view. */
  serve(component: number, fn: string, data: unknown): Promise<unknown>;
  /** Sends the next piece to a listener that takes a live stream. */
  feed(event: string, request: JoinRequest): Promise<void>;
  endFeed(event: string): Promise<void>;
  /** Keeps the session alive for as long as the page is open. */
  heartbeat(): void;
  /** Tries again now instead of after the current wait. */
  retry(): void;
  close(): void;
}

/** The server answered, and refused. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly detail: unknown,
  ) {
    super(typeof detail === "string" ? detail : `The server answered with ${status}.`);
  }
}

/** The server did not answer. */
export class Unreachable extends Error {
  constructor() {
    super("The server cannot be reached.");
  }
}
