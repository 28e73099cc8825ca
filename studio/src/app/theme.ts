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
  effect(() => {
    root.dataset.theme = theme.value;
  });
  // Paper is white.
  window.addEventListener("beforeprint", () => {
    root.dataset.theme = "light";
  });
  window.addEventListener("afterprint", () => {
    root.dataset.theme = theme.value;
  });
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
