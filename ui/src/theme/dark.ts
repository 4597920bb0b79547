/** Light or dark: asked for in the address, chosen in the settings, else as the system has it. */

export type Theme = "light" | "dark" | "system";

const system = () => window.matchMedia("(prefers-color-scheme: dark)");

export function chosenTheme(): Theme {
  const asked = new URLSearchParams(location.search).get("__theme");
  return asked === "light" || asked === "dark" ? asked : "system";
}

function show(): void {
  const theme = chosenTheme();
  document.body.classList.toggle("dark", theme === "dark" || (theme === "system" && system().matches));
}

/** Writes the choice into the address, as links to a page in one theme do. */
export function chooseTheme(theme: Theme): void {
  const url = new URL(location.href);
  url.searchParams.set("__theme", theme);
  history.replaceState(history.state, "", url);
  show();
}

/** Shows the theme, and follows the system for as long as nothing else is asked for. */
export function followTheme(): () => void {
  show();
  const media = system();
  media.addEventListener("change", show);
  return () => media.removeEventListener("change", show);
}
