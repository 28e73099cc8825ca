import { FARTHEST } from "../data/farValues.ts";
import { impossibleValue } from "../data/index.ts";
import { Tape } from "../engine/index.ts";
import type { Flow, InversionReport, Inverter } from "../flow/index.ts";
import type { ColumnCoding } from "../likelihood/index.ts";
import { familyDefinitions, familyOf } from "../model/families.ts";
import { requireObject } from "../numeric/arguments.ts";
import { InputError } from "../numeric/errors.ts";
import { didYouMean } from "../numeric/nearestName.ts";
import type { Steps } from "../numeric/turns.ts";
import { withArticle } from "../numeric/withArticle.ts";
import { counted } from "../tables/index.ts";
import type { QueryContext } from "./context.ts";

/** Values that nodes are set to, latents in the model's units. */
export interface Settings {
  readonly latent: ReadonlyMap<number, number>;
  /** The value that was asked for, and its target. */
  readonly observed: ReadonlyMap<number, { readonly value: number; readonly target: number }>;
  /** What is seen of other measured nodes where these are set. */
  readonly seen: Settings["observed"];
}

export const NO_SETTINGS: Settings = { latent: new Map(), observed: new Map(), seen: new Map() };

/**
 * Settings with what is seen beside them.
 *
 * @throws InputError for a node that is hidden, unknown or set, or a value that is impossible
 */
export function withSeen(
  context: QueryContext,
  settings: Settings,
  seen: Readonly<Record<string, number | string>>,
): Settings {
  requireObject("values by the names of nodes, such as { rain: 1 }", seen);
  if (Object.keys(seen).length === 0) return settings;
  const found = checkSettings(context, seen);
  const { observedNames, latentNames } = context.model;
  for (const k of found.latent.keys()) {
    throw new InputError(
      `Expected measured nodes to be seen, got "${latentNames[k]}", which is hidden. Set it, or leave it out.`,
    );
  }
  for (const c of found.observed.keys()) {
    if (settings.observed.has(c))
      throw new InputError(
        `Expected every node to be either set or seen, got "${observedNames[c]}" as both. Leave one of them out.`,
      );
  }
  return { ...settings, seen: found.observed };
}

/** @throws InputError for no node, an unknown one, a value that is not finite, or a model without a graph. */
export function checkSettings(
  context: QueryContext,
  nodes: Readonly<Record<string, number | string>>,
): Settings {
  requireObject("values by the names of nodes, such as { rain: 1 }", nodes);
  const { model, coding } = context;
  if (model.graph === undefined) {
    throw new InputError(
      `Expected a model with a graph for an intervention, got ${withArticle(familyDefinitions[familyOf(model.architecture)].title)}, whose latents stand for no nodes. Train with the model true.`,
    );
  }
  if (model.simulate) {
    throw new InputError(
      "Expected a model with conditionals of its own for an intervention, got the encoder of a given network (family posterior). Simulate the network itself, or use the family siren.",
    );
  }
  if (model.density) {
    throw new InputError(
      "Expected a model with a conditional for every column for an intervention, got a flow over all of them (family flow). Use the family siren.",
    );
  }
  const entries = Object.entries(nodes);
  if (entries.length === 0) {
    throw new InputError("Expected at least one node to set to a value, got none. Name a node, as in a=1.");
  }
  const latent = new Map<number, number>();
  const observed = new Map<number, { value: number; target: number }>();
  for (const [name, given] of entries) {
    const c = model.observedNames.indexOf(name);
    const value = c >= 0 ? levelCode(coding.columns[c], given) : given;
    if (typeof value !== "number" || !Number.isFinite(value)) {
      throw new InputError(`Expected a finite number to set ${name} to, got ${value}.`);
    }
    const refuseFar = (distance: number) => {
      if (Math.abs(distance) <= FARTHEST) return distance;
      throw new InputError(
        `Expected a value within ${FARTHEST} standard deviations of the training rows to set ${name} to, got ${value}. Choose a smaller one.`,
      );
    };
    const k = model.latentNames.indexOf(name);
    if (k >= 0) latent.set(k, refuseFar(value));
    else if (c >= 0) {
      const likelihood = coding.likelihoods[c];
      const column = coding.columns[c];
      const wanted = impossibleValue(value, column.type);
      if (wanted !== undefined) {
        throw new InputError(
          `Expected ${wanted} to set ${name} to, whose kind is ${likelihood.name}, got ${value}.`,
        );
      }
      const { atom } = column.type;
      const isMass = atom === undefined ? likelihood.discrete : value === atom;
      if (!isMass) refuseFar((value - column.mean) / column.deviation);
      observed.set(c, { value, target: likelihood.target(column, value) });
    } else {
      const names = [...model.latentNames, ...model.observedNames];
      throw new InputError(
        `Expected the name of a node to set, got "${name}".${didYouMean(name, names)} The model has ${counted(names.length, "node")}.`,
      );
    }
  }
  return { latent, observed, seen: new Map() };
}

/** The code of a level that is named by its label; numbers and codes as they are. */
function levelCode({ name, type }: ColumnCoding, given: number | string): number | string {
  const { levels } = type;
  if (levels === undefined || typeof given === "number") return given;
  const code = levels.indexOf(given);
  if (code < 0) {
    throw new InputError(
      `Expected one of the levels ${levels.join(", ")} to set ${name} to, got "${given}".${didYouMean(given, levels)}`,
    );
  }
  return code;
}

/** Latents for standard normal noise u given observed values, some of them set: all [features x count]. */
export type SolveLatents = (
  u: Float64Array,
  observed: readonly Float64Array[],
  count: number,
) => Steps<{ z: Float64Array<ArrayBuffer>; report: InversionReport }>;

/**
 * The flow u = F(z) is triangular in the graph's order, so p(z) is a product of p(z_j | ancestors of j); setting z_k takes
 * out its own factor. To find z with z_k = v and F_j(z) = u_j for all others, the noise of component k is replaced by
 * F_k(ancestors, v), one set component after the other: the first of them in the graph's order has its ancestors right.
 */
export function latentSolver(
  context: QueryContext,
  prior: Flow,
  inverter: Inverter,
  settings: Settings,
): SolveLatents {
  const plain: SolveLatents = function* (u, observed, count) {
    const { z, report } = inverter.invertInSteps
      ? yield* inverter.invertInSteps(u, count, observed)
      : inverter.invert(u, count, observed);
    return { z: z as Float64Array<ArrayBuffer>, report };
  };
  if (settings.latent.size === 0) return plain;
  if (!prior.triangular) {
    throw new InputError(
      `Expected a prior that follows the graph's order for an intervention on hidden nodes, got ${prior.kind}. Set measured nodes, or train another flow.`,
    );
  }
  const forward = recordForward(context, prior, inverter.batch);
  return function* (u, observed, count) {
    const noise = u.slice();
    let solved = yield* plain(noise, observed, count);
    for (let pass = 0; pass < settings.latent.size; pass++) {
      const { z } = solved;
      for (const [k, value] of settings.latent) z.fill(value, k * count, (k + 1) * count);
      const image = forward(z, observed, count);
      for (const k of settings.latent.keys()) {
        noise.set(image.subarray(k * count, (k + 1) * count), k * count);
      }
      solved = yield* plain(noise, observed, count);
    }
    // To the last bit what was asked for, not the solution of an equation.
    for (const [k, value] of settings.latent) solved.z.fill(value, k * count, (k + 1) * count);
    return solved;
  };
}

function recordForward(context: QueryContext, prior: Flow, batch: number) {
  const { engine, store } = context;
  const tape = new Tape(engine, batch, { differentiable: false });
  const latents = prior.config.latents;
  const z = tape.tensor(latents, false);
  const parts = prior.config.context.map(({ size }) => tape.tensor(size, false));
  const { u } = prior.recordNormalizing(tape, store, z, parts, { normalize: false });
  tape.seal();
  const padded = tape.paddedBatch;
  return (values: Float64Array, observed: readonly Float64Array[], count: number): Float64Array => {
    const pairs = [[z, values] as const, ...parts.map((part, i) => [part, observed[i]] as const)];
    for (const [tensor, source] of pairs) {
      const target = engine.reals(tensor.pointer, tensor.rows * padded);
      for (let r = 0; r < tensor.rows; r++)
        for (let b = 0; b < count; b++) target[r * padded + b] = source[r * count + b];
    }
    tape.forward();
    const image = engine.reals(u.pointer, latents * padded);
    const out = new Float64Array(latents * count);
    for (let r = 0; r < latents; r++)
      for (let b = 0; b < count; b++) out[r * count + b] = image[r * padded + b];
    return out;
  };
}
