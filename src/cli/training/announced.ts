import type { FoundKind } from "../../data/index.ts";
import { familyOf } from "../../model/index.ts";
import { shellWord } from "../../numeric/shellWord.ts";
import type { TrainedModel } from "../../query/index.ts";
import { counted } from "../../tables/index.ts";
import { distilledSentence } from "../distilledSentence.ts";
import { insteadSentence } from "../insteadSentence.ts";
import { kindsJson } from "../kindLines.ts";
import { duration, named, say, table, wrapped } from "../terminal.ts";

/** Says what came of a training, and what to do next. */
export function announce(
  model: TrainedModel,
  output: string,
  kinds: readonly FoundKind[],
  options: { json?: boolean; quiet?: boolean },
): void {
  const { training, architecture } = model;
  const { bound } = model.certificate();
  if (options.json) {
    const { history: _, ...summary } = training;
    say(
      JSON.stringify({
        folder: output,
        model: architecture.model,
        family: familyOf(architecture),
        certificate: bound,
        ...(kinds.length > 0 && { kinds: kindsJson(kinds) }),
        ...summary,
      }),
    );
    return;
  }
  if (options.quiet) return;
  if (training.choices.length > 0) {
    const choices = training.choices.map(({ candidate, score }) => [candidate, score.toFixed(3)]);
    say(`${table(["held-out choice", "NLL"], choices)}\n`);
  }
  const contradicted = insteadSentence(training);
  if (contradicted) say(`${wrapped(contradicted)}\n`);
  const taught = distilledSentence(training);
  if (taught) say(`${wrapped(taught)}\n`);
  const { flows } = model.certificate();
  const constructed = flows.length > 0 && flows.every(({ guarantee }) => guarantee === "construction");
  // The plain VAE has no flows, and so nothing to bound.
  const certified = constructed
    ? "; every step of its flows is invertible by construction"
    : bound === 0
      ? ""
      : bound < 1
        ? `; every block's Lipschitz bound is at most ${bound.toFixed(3)}`
        : `; a block's Lipschitz bound is ${bound.toFixed(3)}, so its inverse, and with it sampling, is not proved`;
  say(
    wrapped(
      `Trained in ${duration(training.seconds)}: ${training.start} start, ${counted(training.epochs, "epoch")}${certified}.`,
    ),
  );
  say(`Stored in ${named(output)}. Next: siren-vae evaluate ${shellWord(output)} --data FILE`);
}
