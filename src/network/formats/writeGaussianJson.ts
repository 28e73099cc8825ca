import type { LinearGaussianNetwork } from "../linearGaussian.ts";

/**
 * The JSON in which pgmpy and bnlearn exchange linear-Gaussian networks; roles are not kept, every number is to the last
 * bit. `readNetwork` reads it back the same.
 *
 * @example
 * JSON.parse(linearGaussianToJson(builtInNetwork("ecoli70") as LinearGaussianNetwork)).nodes.length; // 46
 */
export function linearGaussianToJson({ dag, nodes }: LinearGaussianNetwork): string {
  const cpds = nodes.map(({ name, parents, intercept, variance }) => {
    const coefficients = Object.entries(parents).map(([parent, value]) => [parent, [value]] as const);
    return [
      name,
      {
        coefficients: Object.fromEntries([["(Intercept)", [intercept]] as const, ...coefficients]),
        variance: [variance],
        parents: Object.keys(parents),
      },
    ] as const;
  });
  const arcs = nodes.flatMap(({ name, parents }) => Object.keys(parents).map((parent) => [parent, name]));
  return `${JSON.stringify({ nodes: dag.names, arcs, cpds: Object.fromEntries(cpds) }, null, 2)}\n`;
}
