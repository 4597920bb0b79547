/** The page's socket: what it asks goes up, what its session is told comes down, on one connection. */
import { parse } from "./parse";
import { Unreachable, type News } from "./transport";
import type { Message } from "./wire";

/** How long an open connection may take to say its first word. Something between us may pass nothing on. */
const PATIENCE = 3000;
/** Another reader of the session took over. */
const TAKEN = 4001;
/** The login that the page came with has ended. */
const SIGNED_OUT = 4003;

/** Why a socket closed: another page of the session has the word now, nobody is logged in any more, or anything else. */
export type Closing = "taken" | "signed out" | "lost";

export interface Answer {
  status: number;
  body: unknown;
}

/** What a socket tells whoever opened it. */
export interface Listening {
  /** What the session was told, up to the message with this number. */
  told(at: number, messages: Message[]): void;
  /** What is new for who writes the app. */
  news(news: News): void;
  /** It was open, and is not any more. */
  closed(why: Closing): void;
}

type Frame = { at: number; messages?: Message[] } | ({ id: number } & Answer) | { news: News };

export class Socket {
  readonly #socket: WebSocket;
  readonly #listening: Listening;
  readonly #asked = new Map<number, { resolve: (answer: Answer) => void; reject: (why: Error) => void }>();
  #open = false;
  #next = 1;

  private constructor(socket: WebSocket, listening: Listening) {
    this.#socket = socket;
    this.#listening = listening;
  }

  /** Opens one; null where none can be had. */
  static open(url: string, listening: Listening): Promise<Socket | null> {
    return new Promise((resolve) => {
      const socket = new WebSocket(url);
      const made = new Socket(socket, listening);
      const timer = setTimeout(() => socket.close(), PATIENCE);
      socket.onmessage = ({ data }: MessageEvent<string>) => {
        if (!made.#open) {
          // The first word says that everything between us passes frames on.
          made.#open = true;
          clearTimeout(timer);
          return resolve(made);
        }
        for (const frame of parse(data) as Frame[]) made.#take(frame);
      };
      socket.onclose = ({ code }) => {
        clearTimeout(timer);
        resolve(null);
        for (const { reject } of made.#asked.values()) reject(new Unreachable());
        made.#asked.clear();
        if (made.#open) listening.closed(code === TAKEN ? "taken" : code === SIGNED_OUT ? "signed out" : "lost");
      };
    });
  }

  /** Posts JSON, given as text, to a route of the API. */
  post(path: string, body: string): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (this.#over()) return reject(new Unreachable());
      const id = this.#next++;
      this.#asked.set(id, { resolve, reject });
      this.#socket.send(`{"id":${id},"path":${JSON.stringify(path)},"body":${body}}`);
    });
  }

  /** Says that messages up to a number arrived, so that the server need not keep them. */
  got(at: number): void {
    if (!this.#over()) this.#socket.send(`{"got":${at}}`);
  }

  /** Whether nothing can be sent any more, even though nobody was told yet. */
  #over(): boolean {
    return this.#socket.readyState > WebSocket.OPEN;
  }

  close(): void {
    this.#open = false;
    this.#socket.close();
  }

  #take(frame: Frame): void {
    if ("id" in frame) {
      this.#asked.get(frame.id)?.resolve(frame);
      this.#asked.delete(frame.id);
    } else if ("news" in frame) this.#listening.news(frame.news);
    else if (frame.messages) this.#listening.told(frame.at, frame.messages);
  }
}
