import { notify } from "../app/notices.ts";
import { type FigureKind, saveFigure } from "./saveFigure.ts";

interface SaveButtonsProps {
  /** What is saved, as the object of "Save … as PNG". */
  readonly what: string;
  /** The name of the file. */
  readonly title: string;
  readonly picture: () => SVGSVGElement | null | undefined;
  /** What the page paints below the picture by other means, drawn as shapes. */
  readonly below?: () => SVGElement | undefined;
  readonly class?: string;
}

/** Two words that save a picture, as it is seen. */
export function SaveButtons({ what, title, picture, below, class: className = "link" }: SaveButtonsProps) {
  return (["SVG", "PNG"] as const satisfies readonly FigureKind[]).map((kind) => (
    <button
      key={kind}
      type="button"
      class={className}
      aria-label={`Save ${what} as ${kind}`}
      title={`Save as ${kind}, in the colours that are seen: the theme at the top of the page chooses light or dark`}
      onClick={() => {
        const shown = picture();
        if (shown) saveFigure(shown, title, kind, below?.()).catch(notify);
      }}
    >
      {kind}
    </button>
  ));
}
