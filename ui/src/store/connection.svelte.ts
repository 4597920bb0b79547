/** Whether the server is there, as the page shows it. */

/** A drop that is mended sooner is nobody's business. */
const GRACE = 1200;

export class Connection {
  state: "ok" | "lost" | "restarted" | "signed out" = $state("ok");
  #timer: ReturnType<typeof setTimeout> | undefined;

  lost(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => (this.state = "lost"), GRACE);
  }

  found(): void {
    clearTimeout(this.#timer);
    this.state = "ok";
  }

  signedOut(): void {
    clearTimeout(this.#timer);
    this.state = "signed out";
  }

  restarted(): void {
    clearTimeout(this.#timer);
    this.state = "restarted";
  }
}
