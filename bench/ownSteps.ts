import { PUBLISHED_STEP, type StepRecord } from "./report.ts";
import { type Case, caseName, type SirenStep, sirenStep } from "./sirenStep.ts";
import { type Effort, race } from "./stopwatch.ts";

export interface OwnSteps {
  readonly steps: StepRecord[];
  readonly shares: Record<string, Record<string, number>>;
  readonly gflops: Record<string, number>;
}

/** Times this library on every case; the cases of one network run in the same rounds. */
export async function timeOwnSteps(
  cases: readonly Case[],
  effort: Effort,
  log: (line: string) => void,
): Promise<OwnSteps> {
  const result: OwnSteps = { steps: [], shares: {}, gflops: {} };
  for (const network of new Set(cases.map((one) => one.network))) {
    const group = cases.filter((one) => one.network === network);
    log(`siren-vae: ${network}, ${group.length} cases, ${effort.rounds} rounds`);
    const contestants = group.map((one) => sirenStep(one));
    const asPublished = group.map((one) => sirenStep(one, "published"));
    const timings = await race([...contestants, ...asPublished], effort);
    group.forEach((one, i) => {
      const { p10 } = timings[i];
      result.steps.push({ engine: "siren-vae", ...one, ...timings[i] });
      result.steps.push({ engine: PUBLISHED_STEP, ...one, ...timings[group.length + i] });
      result.gflops[caseName(one)] = (3 * 2 * contestants[i].storedWeights * one.batch) / (p10 * 1e6);
      result.shares[caseName(one)] = shareOfTime(contestants[i], p10, effort);
    });
  }
  return result;
}

function shareOfTime(contestant: SirenStep, p10: number, effort: Effort): Record<string, number> {
  const repeats = Math.max(3, Math.min(300, Math.floor(effort.perRound / p10)));
  const times = [...contestant.profile(repeats)];
  const total = times.reduce((sum, [, time]) => sum + time, 0);
  return Object.fromEntries(times.map(([name, time]) => [name, time / total]));
}
