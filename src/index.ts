/**
 * Variational autoencoders whose prior and encoder are graphical residual flows shaped by a Bayesian network.
 *
 * The names a person needs first: {@link builtInNetwork} or {@link parseNetwork} for a network, {@link train} for a
 * model, {@link TrainedModel} for its questions. Everything here runs in Node and in browsers; files are read and
 * written by `siren-vae/io`.
 *
 * @module siren-vae
 */

export type * from "./engine/index.ts";
export * from "./flow/index.ts";
export * from "./graph/index.ts";
export * from "./model/index.ts";
export * from "./network/index.ts";
export type * from "./nn/index.ts";
export * from "./numeric/errors.ts";
export * from "./numeric/random.ts";
export * from "./train/index.ts";
