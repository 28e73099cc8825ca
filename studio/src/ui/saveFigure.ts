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
  "shape-rendering",
];
const PNG_SCALE = 2;

export type FigureKind = "SVG" | "PNG";

/**
 * Saves a drawing of the page as a file that looks the same without the page's styles: what is seen, in the colours of the theme.
 *
 * @param below what is seen beneath it and is no part of it
 */
export async function saveFigure(
  svg: SVGSVGElement,
  title: string,
  kind: FigureKind,
  below?: SVGElement,
): Promise<void> {
  const text = standalone(svg, below);
  if (kind === "SVG") return saveFile(`${fileName(title.slice(0, 60))}.svg`, text, "image/svg+xml");
  const { width, height } = sizeOf(svg);
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

function standalone(svg: SVGSVGElement, below: SVGElement | undefined): string {
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
  const { width, height } = sizeOf(svg);
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("width", String(width));
  copy.setAttribute("height", String(height));
  if (!copy.hasAttribute("viewBox")) copy.setAttribute("viewBox", `0 0 ${width} ${height}`);
  copy.prepend(ground(svg), ...(below ? [below] : []));
  return new XMLSerializer().serializeToString(copy);
}

/** As large as it was drawn: a frame around it, or a page too narrow for it, scales nothing in the file. */
function sizeOf(svg: SVGSVGElement): { readonly width: number; readonly height: number } {
  const { width, height } = svg.viewBox.baseVal ?? { width: 0, height: 0 };
  return width > 0 && height > 0 ? { width, height } : svg.getBoundingClientRect();
}

/** What a drawing stands on, in a colour that every program knows: of forced colours the page has no more than a name. */
function ground(svg: SVGSVGElement): SVGRectElement {
  const rectangle = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  rectangle.setAttribute("width", "100%");
  rectangle.setAttribute("height", "100%");
  rectangle.style.fill = "var(--surface)";
  svg.append(rectangle);
  const { fill } = getComputedStyle(rectangle);
  rectangle.remove();
  rectangle.removeAttribute("style");
  rectangle.setAttribute("fill", fill);
  return rectangle;
}
