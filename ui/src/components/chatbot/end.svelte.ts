/** Whether the visitor is at the end of something that grows, and keeping it there. */

/** This near to the end counts as being there. */
const NEAR = 40;

export class End {
  /** Whether the visitor is at the end. */
  here = $state(true);
  #area: HTMLElement | null = null;

  /** @param follows Whether the end is followed at all. */
  constructor(private readonly follows: () => boolean) {}

  /** Use as `{@attach end.area}` on what scrolls; its first child is what grows. */
  readonly area = (area: HTMLElement): (() => void) => {
    this.#area = area;
    const near = () => area.scrollHeight - area.scrollTop - area.clientHeight < NEAR;
    let top = 0;
    // Only a way up is a wish to leave the end: what has grown since the last look is not.
    const look = () => {
      if (near()) this.here = true;
      else if (area.scrollTop < top) this.here = false;
      top = area.scrollTop;
    };
    const grown = () => (this.here && this.follows() ? this.#toEnd("instant") : (this.here = near()));
    area.addEventListener("scroll", look, { passive: true });
    const sizes = typeof ResizeObserver === "undefined" ? null : new ResizeObserver(grown);
    sizes?.observe(area);
    if (area.firstElementChild) sizes?.observe(area.firstElementChild);
    if (this.follows()) this.#toEnd("instant");
    return () => {
      area.removeEventListener("scroll", look);
      sizes?.disconnect();
    };
  };

  /** Goes to the end, and stays there. */
  readonly go = (): void => {
    this.here = true;
    this.#toEnd("smooth");
  };

  /** Goes to the end because the visitor did something there. */
  follow(): void {
    if (!this.follows()) return;
    this.here = true;
    this.#toEnd("instant");
  }

  #toEnd(behavior: ScrollBehavior): void {
    const area = this.#area;
    if (!area) return;
    const calm = behavior === "instant" || matchMedia?.("(prefers-reduced-motion: reduce)").matches;
    area.scrollTo?.({ top: area.scrollHeight, behavior: calm ? "instant" : "smooth" });
  }
}
