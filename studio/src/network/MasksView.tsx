import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { ModelKind } from "../../../src/internals.ts";
import { networkDocument } from "../app/state.ts";
import { useAnswer } from "../ask/useAnswer.ts";
import { Waiting } from "../ask/Waiting.tsx";
import { documentToJson } from "../document/document.ts";
import { match } from "../train/data.ts";
import { settings } from "../train/settings.ts";
import { Explain } from "../ui/Explain.tsx";
import { SaveButtons } from "../ui/SaveButtons.tsx";
import { ask } from "../worker/lab.ts";
import type { MaskPicture } from "./maskPictures.ts";
import { partingPath, runsPath } from "./maskShape.ts";

/** Of a picture and of a dot in it, in pixels. */
const WIDTH = 560;
const HEIGHT = 200;
const MOST_WIDE = 8;
const MOST_HIGH = 12;
/** Dots that are no wider stand side by side. */
const LEAST_PARTED = 3;

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
  const svg = useRef<SVGSVGElement>(null);
  const { title, rows, columns, cells, note } = picture;
  const share = cells.length / (rows * columns);
  const percent = `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;
  const wide = Math.max(1, Math.min(MOST_WIDE, Math.floor(WIDTH / columns)));
  const high = Math.max(wide, Math.min(MOST_HIGH, Math.floor(HEIGHT / rows)));
  const [width, height] = [columns * wide, rows * high];
  return (
    <figure class="mask">
      <figcaption>
        <b>{title}</b>
        <span>
          {rows} × {columns}, {percent} stored
        </span>
        <span class="save">
          <SaveButtons what={`"${title}"`} title={`Mask of ${title}`} picture={() => svg.current} />
        </span>
      </figcaption>
      <svg
        ref={svg}
        role="img"
        aria-label={`${title}: ${cells.length} of ${rows * columns} connections, ${percent}`}
        width={width}
        height={height}
        viewBox={`0 0 ${width} ${height}`}
      >
        <rect class="empty" width={width} height={height} />
        {(["latent", "observed"] as const).map((part) => (
          <path key={part} class={part} d={runsPath(picture, part, wide, high)} />
        ))}
        {wide > LEAST_PARTED && <path class="parting" d={partingPath(picture, wide, high)} />}
      </svg>
      <p class="quiet">{note}</p>
    </figure>
  );
}
