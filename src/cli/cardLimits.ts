import { familyDefinitions, familyOf } from "../model/index.ts";
import type { CardFacts } from "./cardFacts.ts";
import type { ModelEvaluation } from "./evaluateRows.ts";

/** What the numbers of this model say against trusting it too far, and what no such model can do. */
export function limits(facts: CardFacts, metrics: ModelEvaluation | null): string[] {
  const { architecture, training, columns, latents, certificate } = facts;
  const { amortises, title } = familyDefinitions[familyOf(architecture)];
  const items: string[] = [];
  const nodes = columns.length + latents.length;
  const rowsANode = training.rows / nodes;
  if (rowsANode < 10) {
    items.push(
      `Little data: ${rowsANode.toFixed(1)} training rows for every node of the network. Densities of rows unlike those are extrapolated, ` +
        "and another sample of the same size would give a somewhat different model.",
    );
  }
  if (latents.length > 0 && !amortises) {
    items.push(
      "Hidden variables are identified only as far as the graph and the data allow: scales and signs are the model's own, and other " +
        "hidden variables may explain the measured ones as well. Do not read a hidden variable as the quantity of its name without outside evidence.",
    );
  }
  if (metrics?.exact) {
    items.push(
      "Likelihoods are exact: the model is a linear-Gaussian network, and sees no nonlinear dependence.",
    );
  } else if (metrics !== null) {
    const share = metrics.effectiveSampleSize / metrics.importanceSamples;
    items.push(
      `Likelihoods are estimates by importance sampling. Here ${metrics.effectiveSampleSize.toFixed(1)} of ${metrics.importanceSamples} samples count ` +
        `(${(100 * share).toFixed(0)} %)${share < 0.05 ? ": too few to be trusted, ask for more and expect the true likelihood to be higher" : ""}. ` +
        "For single unusual rows it may be far fewer.",
    );
  } else {
    items.push(
      "Likelihoods are estimates by importance sampling, save those of linear-Gaussian models; the effective sample size, which siren-vae evaluate reports, says how good they are.",
    );
  }
  if (metrics !== null) {
    const collapsed = metrics.latents.filter(({ active }) => !active).map(({ latent }) => latent);
    if (collapsed.length > 0) {
      items.push(
        `Collapsed: the rows say nothing about ${collapsed.join(", ")}, whose posterior is the prior.`,
      );
    }
  }
  if (architecture.model === "vae") {
    items.push(`Family ${title}: latents stand for no nodes, and there are no interventions.`);
  } else if (training.epochs === 0 && training.start === "linear-gaussian") {
    items.push(
      `Held-out rows or the settings chose no training after the linear-Gaussian start: ${
        architecture.interactions
          ? "means are of second order in their parents at most, and the model sees no other nonlinear dependence."
          : "the model is a linear one, and sees no nonlinear dependence."
      }`,
    );
  }
  if (architecture.model !== "vae" && !amortises && architecture.factorisation === "paper") {
    items.push(
      'In the factorisation "paper" a hidden variable may depend on ancestors beyond its parents, as many arcs away as there are blocks; ' +
        'the independences of the network hold exactly only with the factorisation "exact".',
    );
  }
  if (certificate.bound >= 1) {
    items.push("The flows are not proved to be invertible: samples may not be exact.");
  }
  items.push(
    facts.fillsGaps
      ? "Missing values are taken to be missing for reasons that do not depend on their own values."
      : "Rows with missing values are refused.",
    ...(architecture.model === "vae" || amortises
      ? []
      : [
          "Interventions are statements about the world only if the arcs are causes and no common cause is left out; the data cannot show that.",
        ]),
    "Every column has the distribution of its kind given what it depends on. Rows that depend on each other, such as time series, are not its subject.",
    amortises
      ? "It is right only as far as the network is: what the network says of the measured variables is taken as given. siren-vae calibrate --encoder says how near it comes to the exact posterior."
      : "What it was told of the graph it believes, in full or as far as held-out rows did not speak against it. siren-vae calibrate compares it with data.",
  );
  return items;
}
