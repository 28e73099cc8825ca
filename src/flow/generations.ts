import type { Subset } from "../nn/index.ts";
import type { FlowConfig } from "./flow.ts";

/** Components by generations, each after all those that its steps read; with the linear layer's, where it reads more. */
export function generationsOf({
  parents,
  affineParents,
}: Pick<FlowConfig, "parents" | "affineParents">): number[][] | undefined {
  return inGenerations(parents.map((set, component) => [...set, ...(affineParents?.[component] ?? [])]));
}

/** Undefined where the sets go round in circles. */
function inGenerations(sets: readonly Subset[]): number[][] | undefined {
  const size = sets.length;
  const open = sets.map((set) => new Set(set.filter((input) => input < size)));
  const readers: number[][] = sets.map(() => []);
  open.forEach((set, component) => {
    for (const input of set) readers[input].push(component);
  });
  const result: number[][] = [];
  let generation = [...open.keys()].filter((component) => open[component].size === 0);
  let placed = 0;
  while (generation.length > 0) {
    result.push(generation);
    placed += generation.length;
    const next: number[] = [];
    for (const component of generation) {
      for (const reader of readers[component]) {
        open[reader].delete(component);
        if (open[reader].size === 0) next.push(reader);
      }
    }
    generation = next.sort((a, b) => a - b);
  }
  return placed === size ? result : undefined;
}
