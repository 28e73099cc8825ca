import { fileName, saveFile } from "./saveFile.ts";

const STYLES = [
  "fill",
  "stroke",
  "stroke-width",
  "stroke-dasharray",
  "stroke-opacity",
  "fill-opacity",
  "opacity",
  "font-family",
  "font-size",
  "font-weight",
  "text-anchor",
  "font-variant-numeric",
];
const PNG_SCALE = 2;

/** Saves a drawing of the page as a file that looks the same without the page's styles. */
export async function saveFigure(svg: SVGSVGElement, title: string, kind: "SVG" | "PNG"): Promise<void> {
  const text = standalone(svg);
  if (kind === "SVG") return saveFile(`${fileName(title.slice(0, 60))}.svg`, text, "image/svg+xml");
  const { width, height } = svg.getBoundingClientRect();
  const picture = new Image();
  picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await picture.decode();
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(width * PNG_SCALE);
  canvas.height = Math.round(height * PNG_SCALE);
  canvas.getContext("2d")!.drawImage(picture, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/png"));
  if (blob) saveFile(`${fileName(title.slice(0, 60))}.png`, blob, "image/png");
}

function standalone(svg: SVGSVGElement): string {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const from = [svg, ...svg.querySelectorAll<SVGElement>("*")];
  const to = [copy, ...copy.querySelectorAll<SVGElement>("*")];
  from.forEach((element, i) => {
    if (element instanceof SVGStyleElement) return;
    const style = getComputedStyle(element);
    for (const name of STYLES) to[i].style.setProperty(name, style.getPropertyValue(name));
    // Names of the page's colours, which some programs stumble over; their values stand in the style now.
    for (const { name, value } of [...to[i].attributes])
      if (name !== "style" && value.includes("var(")) to[i].removeAttribute(name);
  });
  const { width, height } = svg.getBoundingClientRect();
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("width", String(width));
  copy.setAttribute("height", String(height));
  if (!copy.hasAttribute("viewBox")) copy.setAttribute("viewBox", `0 0 ${width} ${height}`);
  const ground = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  const surface = getComputedStyle(document.documentElement).getPropertyValue("--surface");
  for (const [name, value] of Object.entries({ width: "100%", height: "100%", fill: surface })) {
    ground.setAttribute(name, value);
  }
  copy.prepend(ground);
  return new XMLSerializer().serializeToString(copy);
}
