import { say } from "../app/notices.ts";
import type { Run } from "../train/study.ts";
import { trainingsChanged } from "../train/trainings.ts";
import { askModel } from "./askState.ts";
import { cases } from "./evidence.ts";
import { changeQuestion, type Evidence, questionOf } from "./heldQuestion.ts";

/**
 * Turns the sign of a hidden node that is shown in the model's own units, in the model itself. What the node was set to is turned
 * with it, so that the same is asked as before.
 */
export async function turnSign(run: Run, latent: string): Promise<void> {
  run.parts.value = await askModel(run, "turn", { latent });
  const study = run.study.id;
  const { evidence, intervention } = questionOf(study);
  changeQuestion(study, {
    evidence: withTurned(evidence, latent),
    ...(intervention?.node === latent &&
      intervention.value !== undefined && { intervention: { node: latent, value: -intervention.value } }),
  });
  cases.value = cases.value.map((one) =>
    one.study === study ? { ...one, evidence: withTurned(one.evidence, latent) } : one,
  );
  trainingsChanged.value++;
  say(`${latent} counts the other way round`);
}

function withTurned(evidence: Evidence, latent: string): Evidence {
  const value = evidence.values.get(latent);
  return value === undefined
    ? evidence
    : { ...evidence, values: new Map(evidence.values).set(latent, -value) };
}
