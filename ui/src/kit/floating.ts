/** Puts a list above everything: under its anchor, or over it where there is more room, for as long as it is there. */

/** Clear of the field's focus ring. */
const GAP = 6;
const EDGE = 8;

/**
 * Use as `{@attach floating(() => field)}` on the list.
 *
 * @param anchor What it belongs to; it is as wide as that.
 * @param tallest Its greatest height in pixels; it scrolls beyond.
 */
export function floating(anchor: () => HTMLElement | null, tallest = 320) {
  return (list: HTMLElement) => {
    const moved = (event: Event) => event.target !== list && place();
    const watcher = new ResizeObserver(() => place());
    let height = 0;

    function place(): void {
      const field = anchor()?.getBoundingClientRect();
      if (!field) return;
      const below = window.innerHeight - field.bottom - GAP - EDGE;
      const above = field.top - GAP - EDGE;
      list.style.maxHeight = `${tallest}px`;
      height = Math.max(height, list.offsetHeight);
      const up = below < Math.min(height, tallest) && above > below;
      Object.assign(list.style, {
        maxHeight: `${Math.min(tallest, Math.max(up ? above : below, 80))}px`,
        left: `${field.left}px`,
        width: `${field.width}px`,
        top: up ? "auto" : `${field.bottom + GAP}px`,
        bottom: up ? `${window.innerHeight - field.top + GAP}px` : "auto",
        // Its field has been scrolled away.
        visibility: field.bottom < 0 || field.top > window.innerHeight ? "hidden" : "visible",
      });
    }

    list.popover = "manual";
    list.showPopover?.();
    place();
    const field = anchor();
    if (field) watcher.observe(field);
    window.addEventListener("scroll", moved, { capture: true, passive: true });
    window.addEventListener("resize", place);
    return () => {
      watcher.disconnect();
      window.removeEventListener("scroll", moved, { capture: true });
      window.removeEventListener("resize", place);
    };
  };
}
