/** Doing something at most once in what the screen shows at a time. */

/** Returns what does `work` before the next picture, however often it is asked until then. Use it where a view is made. */
export function perFrame(work: () => void): () => void {
  let asked = 0;
  const run = () => ((asked = 0), work());
  $effect(() => () => cancelAnimationFrame(asked));
  return () => {
    // A page that nobody sees gets no pictures.
    if (document.hidden) work();
    else asked ||= requestAnimationFrame(run);
  };
}

/** A value that follows another one; while `often` says that it changes all the time, at most once a picture. */
export class Paced<T> {
  value: T = $state.raw()!;

  constructor(read: () => T, often: () => boolean) {
    this.value = read();
    const take = () => (this.value = read());
    const soon = perFrame(take);
    $effect.pre(() => {
      const now = read();
      if (often()) soon();
      else this.value = now;
    });
  }
}
