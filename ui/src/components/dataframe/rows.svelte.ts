/** Which rows are on the page: those in view and a few around them, however many there are. */

/** Rows kept above and below the view, so that a quick scroll meets no gap. */
const AROUND = 8;
/** What is assumed of a view that has no height yet. */
const UNMEASURED = 800;

export class Rows {
  /** Scroll position and height of the view, in pixels. */
  top = $state(0);
  height = $state(0);
  /** The height of a row that does not wrap, and the guess for one that does. */
  line = $state(36);
  #measured = new Map<number, number>();
  #version = $state(0);
  #due = false;

  /**
   * @param order Which row of the data stands at each place.
   * @param wraps Whether rows differ in height.
   */
  constructor(
    private readonly order: () => number[],
    private readonly wraps: () => boolean,
  ) {}

  /** Where each row starts, and at the end their sum; null while all are equally tall. */
  readonly #starts: Float64Array | null = $derived.by(() => {
    void this.#version;
    if (!this.wraps()) return null;
    const order = this.order();
    const starts = new Float64Array(order.length + 1);
    for (let i = 0; i < order.length; i += 1) starts[i + 1] = starts[i] + (this.#measured.get(order[i]) ?? this.line);
    return starts;
  });

  start(place: number): number {
    return this.#starts ? this.#starts[place] : place * this.line;
  }

  get total(): number {
    return this.start(this.order().length);
  }

  /** The places to render. */
  readonly shown: number[] = $derived.by(() => {
    const first = Math.max(this.#at(this.top) - AROUND, 0);
    const last = Math.min(this.#at(this.top + (this.height || UNMEASURED)) + AROUND, this.order().length - 1);
    return Array.from({ length: Math.max(last - first + 1, 0) }, (_, i) => first + i);
  });

  /** The place at a height. */
  #at(y: number): number {
    const starts = this.#starts;
    if (!starts) return Math.floor(y / this.line);
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle] <= y) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** Remembers how tall a row that wraps has become. What another value left here is a guess like any other. */
  measure(row: number, height: number): void {
    if (!height || this.#measured.get(row) === height) return;
    this.#measured.set(row, height);
    if (this.#due) return;
    this.#due = true;
    queueMicrotask(() => {
      this.#due = false;
      this.#version += 1;
    });
  }

  /** The scroll position that brings a place into view, or null if it is. */
  reveal(place: number, header: number): number | null {
    if (!this.height) return null;
    const [from, to] = [this.start(place), this.start(place + 1)];
    if (from < this.top) return from;
    const room = this.height - header;
    return to > this.top + room ? to - room : null;
  }
}
