import { useSignal } from "@preact/signals";
import type { ModelKind } from "../../../src/internals.ts";
import { notify } from "../app/notices.ts";
import { networkDocument } from "../app/state.ts";
import { Explain } from "../ui/Explain.tsx";
import { Icon } from "../ui/Icon.tsx";
import { NumberField } from "../ui/NumberField.tsx";
import { match, table } from "./data.ts";
import { KindFields } from "./KindFields.tsx";
import { trainable, whyNotModel } from "./kindOfModel.ts";
import { SetupTexts } from "./SetupTexts.tsx";
import { setSetting, settings } from "./settings.ts";
import { startFromSettings } from "./startFromSettings.ts";

const MODELS: readonly { readonly key: ModelKind; readonly title: string; readonly text: string }[] = [
  { key: "true", title: "true", text: "SIReN-VAE with the network" },
  { key: "ind", title: "ind", text: "latents independent" },
  { key: "fc", title: "fc", text: "latents fully connected" },
  { key: "vae", title: "vae", text: "plain VAE, no network" },
];

const METHODS = {
  watch:
    "One training that you watch: 15 % of the rows are held out, and the weights that score best on them are kept.",
  recommended:
    "The preset recommended of the command line, bit for bit: start and epochs chosen by cross-validation, then a refit on all rows. Dots are trials.",
  paper: "As published: raw data, three learning rates, the best one kept.",
} as const;

/** Which models to train, and how. */
export function ModelPanel() {
  const drawing = useSignal(false);
  const now = settings.value;
  const models = trainable(now.models);
  const reasons = MODELS.flatMap(({ key }) => whyNotModel(key) ?? []);
  const blocked = table.value ? match.value?.data === undefined : networkDocument.value.kind === "structure";
  return (
    <section class="panel" aria-label="Models">
      <h2>Models</h2>
      <fieldset class="models">
        <legend class="hidden">Models to train</legend>
        {MODELS.map(({ key, title, text }) => (
          <label key={key} class="check">
            <input
              type="checkbox"
              checked={models.includes(key)}
              disabled={whyNotModel(key) !== undefined}
              onChange={(event) =>
                setSetting(
                  "models",
                  MODELS.map((model) => model.key).filter((model) =>
                    model === key ? event.currentTarget.checked : now.models.includes(model),
                  ),
                )
              }
            />
            <i class="swatch" style={{ background: `var(--model-${key})` }} aria-hidden="true" />
            <b>{title}</b> <span class="quiet">{text}</span>
          </label>
        ))}
      </fieldset>
      {reasons.map((why) => (
        <p key={why} class="quiet">
          {why}
        </p>
      ))}
      <label class="field">
        <span>training</span>
        <select
          value={now.method}
          onChange={(event) => setSetting("method", event.currentTarget.value as typeof now.method)}
        >
          <option value="watch">one run with a validation curve</option>
          <option value="recommended">recommended</option>
          <option value="paper">as in the paper</option>
        </select>
      </label>
      <p class="quiet">{METHODS[now.method]}</p>
      <div class="grid-2">
        {now.method === "watch" && (
          <>
            <NumberField
              label="epochs at most"
              whole
              min={1}
              max={100_000}
              value={now.epochs}
              onValue={(value) => setSetting("epochs", value)}
            />
            <label class="field">
              <span>start</span>
              <select
                value={now.start}
                onChange={(event) => setSetting("start", event.currentTarget.value as typeof now.start)}
              >
                <option value="random">random</option>
                <option value="linear-gaussian">linear fit</option>
              </select>
            </label>
          </>
        )}
        <NumberField
          label="hidden width"
          whole
          min={1}
          max={4096}
          value={now.hidden}
          onValue={(value) => setSetting("hidden", value)}
        />
        <NumberField
          label="blocks"
          whole
          min={0}
          max={50}
          value={now.blocks}
          onValue={(value) => setSetting("blocks", value)}
        />
        <NumberField
          label="seed"
          whole
          min={0}
          value={now.seed}
          onValue={(value) => setSetting("seed", value)}
        />
        <NumberField
          label="trainings of each"
          whole
          min={1}
          max={50}
          value={now.repeats}
          onValue={(value) => setSetting("repeats", value)}
        />
      </div>
      {now.method === "recommended" && models.includes("true") && (
        <label class="check">
          <input
            type="checkbox"
            checked={now.trust === "full"}
            onChange={(event) => setSetting("trust", event.currentTarget.checked ? "full" : "auto")}
          />
          believe the network <span class="quiet">no arcs beside its own</span>
          <Explain term="trust" />
        </label>
      )}
      {now.method === "recommended" && <KindFields />}
      <button
        type="button"
        class="main"
        data-testid="start"
        disabled={models.length === 0 || blocked}
        // Disabled, it would lose the focus of those who start by key.
        aria-disabled={drawing.value}
        onClick={async () => {
          if (drawing.value) return;
          drawing.value = true;
          try {
            await startFromSettings();
            requestAnimationFrame(showTraining);
          } catch (error) {
            notify(error);
          } finally {
            drawing.value = false;
          }
        }}
      >
        <Icon name="play" /> {drawing.value ? "Drawing rows …" : "Start training"}
      </button>
      <SetupTexts />
    </section>
  );
}

/** On a narrow screen what was started is far below. */
function showTraining(): void {
  const pane = document.getElementById("training");
  if (pane && pane.getBoundingClientRect().top > window.innerHeight / 2) pane.scrollIntoView();
}
