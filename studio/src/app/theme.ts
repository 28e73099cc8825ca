import { effect, signal } from "@preact/signals";

export type Theme = "light" | "dark";
const KEY = "siren-vae-studio-theme";

export const theme = signal<Theme>("light");

/** The person's own choice where there is one, else the system's. */
export function startTheme(): void {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const kept = read();
  theme.value = kept ?? (system.matches ? "dark" : "light");
  system.addEventListener("change", () => {
    if (read() === undefined) theme.value = system.matches ? "dark" : "light";
  });
  const root = document.documentElement;
  // Where the system forces its own colours, those that stay have to be seen on its ground.
  const forced = matchMedia("(forced-colors: active)");
  const show = () => {
    root.dataset.theme = !forced.matches ? theme.value : system.matches ? "dark" : "light";
  };
  effect(show);
  forced.addEventListener("change", show);
  system.addEventListener("change", show);
  // Paper is white.
  window.addEventListener("beforeprint", () => {
    root.dataset.theme = "light";
  });
  window.addEventListener("afterprint", show);
}

export function toggleTheme(): void {
  theme.value = theme.value === "dark" ? "light" : "dark";
  try {
    localStorage.setItem(KEY, theme.value);
  } catch {}
}

function read(): Theme | undefined {
  try {
    const kept = localStorage.getItem(KEY);
    return kept === "dark" || kept === "light" ? kept : undefined;
  } catch {
    return undefined;
  }
}
