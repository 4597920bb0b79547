/** Which panel is open. It is part of the address, so a link to a panel opens it. */

export type Panel = "api" | "settings";

class Open {
  panel: Panel | null = $state(null);
}

const open = new Open();

export function openedPanel(): Panel | null {
  return open.panel;
}

/** Opens a panel, or closes the one that is open. */
export function openPanel(panel: Panel | null): void {
  const url = new URL(location.href);
  if (panel) url.searchParams.set("view", panel);
  else url.searchParams.delete("view");
  history.replaceState(history.state, "", url);
  open.panel = panel;
}

/** Opens what the address asks for. */
export function openFromAddress(): void {
  const view = new URLSearchParams(location.search).get("view");
  open.panel = view === "api" || view === "settings" ? view : null;
}
