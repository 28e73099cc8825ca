import { Plot, parseHTML } from "./plotting.ts";

/** What is inside a plot's outer tag, for putting it into a larger figure. The text it holds is anchored in its middle. */
export function plotMarkup(options: Plot.PlotOptions): string {
  const { document } = parseHTML("<html><body></body></html>");
  const figure = Plot.plot({
    document: document as unknown as Document,
    className: "siren-plot",
    ...options,
    style: { background: "transparent", color: "inherit", fontSize: "13px", fontFamily: "sans-serif" },
  });
  figure.querySelector("style")?.remove();
  return `<g text-anchor="middle">${figure.innerHTML}</g>`;
}
