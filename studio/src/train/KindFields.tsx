import { flowKinds, flows } from "../../../src/flow/index.ts";
import { familyDefinitions, objectiveKinds } from "../../../src/internals.ts";
import { network } from "../app/state.ts";
import {
  allScored,
  denseFamilies,
  type KindOfModel,
  kindOf,
  networkFamilies,
  trainable,
  whyNot,
  whyNotDense,
} from "./kindOfModel.ts";
import { setSetting, settings } from "./settings.ts";

/** What models are made of and what their training raises: for those who want something else than everybody gets. */
export function KindFields() {
  const { kind } = settings.value;
  const models = trainable(settings.value.models);
  const follows = models.some((model) => model !== "vae");
  const dense = models.includes("vae");
  const scored = allScored(models, kind);
  // Where nothing is hidden the likelihood is exact, and nothing else is to be raised.
  const hides = network.value.dag.latent.length > 0;
  const { networkFamily: wanted } = kind;
  // What was chosen for another network stays chosen, and has no effect here.
  const networkFamily = wanted && whyNot(wanted) === undefined ? wanted : undefined;
  const { family } = kindOf("vae", "recommended", kind);
  const choose = (change: KindOfModel) => {
    const next = { ...kind, ...change };
    const fits = next.objective !== "dreg" || allScored(models, next);
    setSetting("kind", fits ? next : { ...next, objective: "iwae" });
  };
  return (
    <details class="more" data-testid="kind">
      <summary>other flows, families and objectives</summary>
      <div class="grid-2">
        {follows && (
          <label class="field">
            <span>flow</span>
            <select
              aria-label="flow"
              value={kind.flow ?? "residual"}
              title={flows[kind.flow ?? "residual"].summary}
              onChange={(event) => choose({ flow: event.currentTarget.value as KindOfModel["flow"] })}
            >
              {flowKinds
                .filter((name) => !flows[name].superseded || name === kind.flow)
                .map((name) => (
                  <option key={name} value={name}>
                    {name}
                  </option>
                ))}
            </select>
          </label>
        )}
        {models.includes("true") && (
          <label class="field">
            <span>for true</span>
            <select
              aria-label="for true"
              value={networkFamily ?? "siren"}
              title={familyDefinitions[networkFamily ?? "siren"].summary}
              onChange={(event) => {
                const chosen = networkFamilies.find((one) => one === event.currentTarget.value);
                const { networkFamily: _, ...others } = kind;
                setSetting("kind", chosen === undefined ? others : { ...others, networkFamily: chosen });
              }}
            >
              <option value="siren">siren</option>
              {networkFamilies
                .filter((name) => whyNot(name) === undefined)
                .map((name) => (
                  <option key={name} value={name}>
                    {name}
                  </option>
                ))}
            </select>
          </label>
        )}
        {dense && (
          <label class="field">
            <span>for vae</span>
            <select
              aria-label="for vae"
              value={family ?? "vae"}
              title={familyDefinitions[family ?? "vae"].summary}
              onChange={(event) => choose({ family: event.currentTarget.value as KindOfModel["family"] })}
            >
              {denseFamilies
                .filter((name) => whyNotDense(name) === undefined)
                .map((name) => (
                  <option key={name} value={name}>
                    {name}
                  </option>
                ))}
            </select>
          </label>
        )}
        {hides && (
          <label class="field">
            <span>objective</span>
            <select
              aria-label="objective"
              value={kind.objective ?? "elbo"}
              onChange={(event) =>
                choose({ objective: event.currentTarget.value as KindOfModel["objective"] })
              }
            >
              {objectiveKinds
                .filter((name) => name !== "dreg" || scored)
                .map((name) => (
                  <option key={name} value={name}>
                    {name}
                  </option>
                ))}
            </select>
          </label>
        )}
      </div>
      {follows && <p class="quiet">{flows[kind.flow ?? "residual"].summary}</p>}
      {dense && family && <p class="quiet">{familyDefinitions[family].summary}</p>}
      {dense && <Reasons model="vae" families={denseFamilies} whyNot={whyNotDense} />}
      {models.includes("true") && networkFamily && (
        <p class="quiet">{familyDefinitions[networkFamily].summary}</p>
      )}
      {models.includes("true") && <Reasons model="true" families={networkFamilies} whyNot={whyNot} />}
    </details>
  );
}

/** Why some families do not apply in place of a model. */
function Reasons<Name extends string>({
  model,
  families,
  whyNot: reasonOf,
}: {
  readonly model: string;
  readonly families: readonly Name[];
  readonly whyNot: (family: Name) => string | undefined;
}) {
  return families.map((name) => {
    const why = reasonOf(name);
    return (
      why && (
        <p key={name} class="quiet">
          Not for {model}: {why}
        </p>
      )
    );
  });
}
