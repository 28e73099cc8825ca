import type { FlowKind } from "../../../src/flow/index.ts";
import type { Family, ModelKind, ObjectiveKind } from "../../../src/internals.ts";
import { network } from "../app/state.ts";
import { match, table } from "./data.ts";

/** What a model is made of and what its training raises, where that is not what everybody gets. */
export interface KindOfModel {
  /** Of prior and encoder, for the structures that follow a network. */
  readonly flow?: FlowKind;
  /** In place of the plain VAE; of a training that is set up, whatever the model is. */
  readonly family?: Family;
  /** In place of the SIReN-VAE with the network. */
  readonly networkFamily?: NetworkFamily;
  readonly objective?: ObjectiveKind;
}

/** The families that a plain VAE may be replaced by. */
export const denseFamilies = ["vae", "iaf", "ladder"] as const satisfies Family[];

/** The families that a SIReN-VAE with the network may be replaced by, where they apply. */
export const networkFamilies = ["flow", "posterior"] as const satisfies Family[];
export type NetworkFamily = (typeof networkFamilies)[number];

/** Why a family does not apply to the network and the rows as they are; undefined where it does. */
export function whyNot(family: NetworkFamily): string | undefined {
  const { dag, kind, types } = network.value;
  const typeOf = (name: string) => types?.get(name)?.kind ?? "gaussian";
  const hidden = dag.latent.map((node) => dag.names[node]);
  if (family === "flow") {
    if (hidden.length > 0)
      return `flow needs all nodes measured, and ${hidden[0]} is hidden${hidden.length > 1 ? `, with ${hidden.length - 1} more` : ""}.`;
    if (table.value && (match.value?.gapped ?? 0) > 0)
      return "flow needs rows without gaps, and some have gaps.";
    const { data } = match.value ?? {};
    const other = dag.names.find((name, c) =>
      table.value
        ? (data?.types?.[data.columns.indexOf(name)]?.kind ?? "gaussian") !== "gaussian"
        : typeOf(dag.names[c]) !== "gaussian",
    );
    return other && `flow needs columns of plain numbers, and ${other} is of another kind.`;
  }
  if (kind === "structure")
    return "posterior needs a network with numbers of its own, and this one is a structure alone.";
  if (hidden.length === 0) return "posterior needs hidden nodes to infer, and all nodes are measured.";
  if (table.value) return "posterior is trained on rows of the network, and a table is open.";
  const coded = hidden.find((name) => typeOf(name) !== "gaussian");
  return coded && `posterior needs hidden nodes that are plain numbers, and ${coded} is of another kind.`;
}

/** Why a family does not apply in place of the plain VAE; undefined where it does. */
export function whyNotDense(family: (typeof denseFamilies)[number]): string | undefined {
  if (family !== "ladder") return undefined;
  const { dag } = network.value;
  const deep = dag.latent.some((node) =>
    [...dag.ancestors(node)].some((above) => dag.roles[above] === "latent"),
  );
  return deep
    ? undefined
    : "ladder needs a hidden node below another, for its layers, and all of them are at one depth.";
}

/** Why a model does not apply to the network as it is; undefined where it does. */
export function whyNotModel(model: ModelKind): string | undefined {
  if (model !== "vae" || network.value.dag.latent.length > 0) return undefined;
  return "vae needs a hidden node to encode, and all nodes are measured.";
}

/** Of the models that are chosen, those that apply. */
export function trainable(models: readonly ModelKind[]): readonly ModelKind[] {
  return models.filter((model) => whyNotModel(model) === undefined);
}

/** As chosen for all models, what it comes to for one of them: nothing that it has by itself, and nothing that it has no use for. */
export function kindOf(
  model: ModelKind,
  method: "watch" | "recommended" | "paper",
  { flow, family, networkFamily, objective }: KindOfModel,
): KindOfModel {
  if (method !== "recommended") return {};
  const own = model === "true" && networkFamily !== undefined && whyNot(networkFamily) === undefined;
  return {
    ...(own && { family: networkFamily }),
    ...(model !== "vae" && flow !== undefined && flow !== "residual" && { flow }),
    ...(model === "vae" && family !== undefined && family !== "vae" && applies(family) && { family }),
    // Where nothing is hidden the likelihood is exact, and nothing else is to be raised.
    ...(objective !== undefined &&
      !own &&
      objective !== "elbo" &&
      network.value.dag.latent.length > 0 && { objective }),
  };
}

function applies(family: Family): boolean {
  const dense = denseFamilies.find((one) => one === family);
  return dense === undefined || whyNotDense(dense) === undefined;
}

/** Whether every chosen model's encoder knows the score of its draws, which the doubly reparameterized gradient asks for. */
export function allScored(models: readonly ModelKind[], kind: KindOfModel): boolean {
  return models.every((model) => {
    const { flow, family } = kindOf(model, "recommended", kind);
    return flow === undefined && family === undefined;
  });
}

/** In the words of the command line. */
export function kindWords({ flow, family, objective }: KindOfModel): string[] {
  return [
    ...(flow ? [`--flow ${flow}`] : []),
    ...(family ? [`--family ${family}`] : []),
    ...(objective ? [`--objective ${objective}`] : []),
  ];
}
