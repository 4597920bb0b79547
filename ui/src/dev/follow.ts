/**
 * What a page does while its program is written: it follows each save, and shows what is wrong with one.
 *
 * Only pages of `portico dev` load this.
 */
import { mount } from "svelte";
import type { HttpTransport } from "../client/http";
import type { News } from "../client/transport";
import type { App } from "../store/app.svelte";
import Overlay from "./Overlay.svelte";
import { patch } from "./patch";
import { Shown } from "./shown.svelte";

/** How often a page asks that has no socket, in milliseconds. */
const PAUSE = 1000;

export function follow(app: App, transport: HttpTransport): void {
  const shown = new Shown();
  mount(Overlay, { target: document.body, props: { shown } });
  let wanted = app.config.generation ?? 0;
  let patching: Promise<void> | null = null;

  async function catchUp(): Promise<void> {
    while ((app.config.generation ?? 0) < wanted) {
      const before = app.config.generation;
      await patch(app, await transport.config());
      if (app.config.generation === before) break; // what answers is older than what was told
    }
  }

  function hear(news: News): void {
    shown.broken = news.broken;
    for (const note of news.notes) app.toasts.show("warning", note, "The program was changed", null);
    wanted = Math.max(wanted, news.generation);
    patching ??= catchUp()
      .catch((error: unknown) => console.error(error))
      .finally(() => (patching = null));
  }

  transport.follow(hear);
  setInterval(() => {
    if (transport.plugged) return;
    void transport.news().then((news) => news && hear(news));
  }, PAUSE);
}
