import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { ModelKind } from "../../../src/internals.ts";
import { networkDocument } from "../app/state.ts";
import { useAnswer } from "../ask/useAnswer.ts";
import { Waiting } from "../ask/Waiting.tsx";
import { documentToJson } from "../document/document.ts";
import { match } from "../train/data.ts";
import { settings } from "../train/settings.ts";
import { Explain } from "../ui/Explain.tsx";
import { ask } from "../worker/lab.ts";
import type { MaskPicture } from "./maskPictures.ts";

/** Of a picture and of a dot in it, in pixels of the canvas. */
const WIDTH = 560;
const HEIGHT = 200;
const MOST_WIDE = 8;
const MOST_HIGH = 12;

/** The connections that each layer has, as pictures: a dot where a unit reads another. */
export function MasksView() {
  const structure = useSignal<Exclude<ModelKind, "vae">>("true");
  const { hidden, blocks } = settings.value;
  const network = documentToJson(networkDocument.value);
  // Columns with levels are read by several features, and have a head of their own kind.
  const { data } = match.value ?? {};
  const types = data?.types && Object.fromEntries(data.columns.map((name, c) => [name, data.types![c]]));
  const input = { network, structure: structure.value, hidden, blocks, ...(types && { types }) };
  const answer = useAnswer(`masks ${JSON.stringify(input)}`, (following) =>
    ask("masks", input, undefined, following),
  );
  return (
    <div class="masks-view">
      <label class="field inline">
        <span>Structure</span>
        <select
          value={structure.value}
          onChange={(event) => {
            structure.value = event.currentTarget.value as Exclude<ModelKind, "vae">;
          }}
        >
          <option value="true">true: the network</option>
          <option value="ind">ind: independent latents</option>
          <option value="fc">fc: fully connected latents</option>
        </select>
      </label>
      <p class="quiet">
        What each layer may read. <Explain term="a mask" />
      </p>
      <Waiting answer={answer} what="Laying out the weights">
        {(found) => (
          <>
            {found.map((picture) => (
              <Mask key={picture.title} picture={picture} />
            ))}
          </>
        )}
      </Waiting>
    </div>
  );
}

function Mask({ picture }: { picture: MaskPicture }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { title, rows, columns, cells, note } = picture;
  const share = cells.length / (rows * columns);
  useEffect(() => {
    const element = canvas.current!;
    const paint = () => {
      const wide = Math.max(1, Math.min(MOST_WIDE, Math.floor(WIDTH / columns)));
      const high = Math.max(wide, Math.min(MOST_HIGH, Math.floor(HEIGHT / rows)));
      const gap = wide > 3 ? 1 : 0;
      element.width = columns * wide;
      element.height = rows * high;
      const context = element.getContext("2d")!;
      const style = getComputedStyle(element);
      context.fillStyle = style.getPropertyValue("--mask-empty");
      context.fillRect(0, 0, element.width, element.height);
      for (const [row, column, part] of cells) {
        context.fillStyle = style.getPropertyValue(part === "latent" ? "--latent" : "--observed");
        context.fillRect(column * wide, row * high, wide - gap, high - gap);
      }
    };
    paint();
    // The colours are the page's, so the theme paints anew.
    const watcher = new MutationObserver(paint);
    watcher.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
    return () => watcher.disconnect();
  }, [picture]);
  const percent = `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;
  return (
    <figure class="mask">
      <figcaption>
        <b>{title}</b>
        <span>
          {rows} × {columns}, {percent} stored
        </span>
      </figcaption>
      <canvas
        ref={canvas}
        role="img"
        aria-label={`${title}: ${cells.length} of ${rows * columns} connections, ${percent}`}
      />
      <p class="quiet">{note}</p>
    </figure>
  );
}
