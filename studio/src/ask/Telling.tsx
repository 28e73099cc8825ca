import type { Run } from "../train/study.ts";
import { Breakable } from "../ui/Breakable.tsx";
import { Explain } from "../ui/Explain.tsx";
import { askModel, modelKey } from "./askState.ts";
import { evidenceOf } from "./evidence.ts";
import { changeQuestion, questionOf } from "./heldQuestion.ts";
import { useAnswer } from "./useAnswer.ts";
import { Waiting } from "./Waiting.tsx";

const SHOWN = 8;

interface TellingProps {
  readonly run: Run;
  readonly target: string;
  readonly onChoose: (name: string) => void;
}

/** Which open node would tell most about one, given what is seen: asked by a button, since it takes a while. */
export function Telling({ run, target, onChoose }: TellingProps) {
  const { study } = run;
  const asked = questionOf(study.id).telling === target;
  const { test, truth } = study.data;
  const evidence = evidenceOf(study.id);
  const seen = [...evidence.values];
  const known = evidence.values.has(target);
  const possible = !known && evidence.done.size === 0;
  const answer = useAnswer(
    asked && possible ? `telling ${modelKey(run)} ${target} ${JSON.stringify(seen)}` : undefined,
    (following) => askModel(run, "telling", { test, truth, seen, target }, following),
  );
  return (
    <section aria-label="Which node would tell most" data-testid="telling">
      <h3>
        What would tell most of <Breakable text={target} /> <Explain term="expected information" />
      </h3>
      {!possible ? (
        <p class="quiet">
          {known ? `${target} is known.` : "Nothing is compared while nodes are set: leave them open first."}
        </p>
      ) : !asked ? (
        <button
          type="button"
          class="plain"
          onClick={() => {
            changeQuestion(study.id, { telling: target });
          }}
        >
          Compare the open nodes
        </button>
      ) : (
        <Waiting answer={answer} what="Asking every open node">
          {(found) =>
            found.length === 0 ? (
              <p class="quiet">No other measured node is open.</p>
            ) : (
              <ol class="telling">
                {found.slice(0, SHOWN).map(({ name, nats }) => (
                  <li key={name}>
                    <button
                      type="button"
                      class="link"
                      onClick={() => {
                        onChoose(name);
                      }}
                    >
                      {name}
                    </button>
                    <meter
                      min={0}
                      max={Math.max(0.05, found[0].nats)}
                      value={nats}
                      aria-label={`Expected information of ${name}`}
                    />
                    <span>{nats.toFixed(2)} nats</span>
                  </li>
                ))}
              </ol>
            )
          }
        </Waiting>
      )}
    </section>
  );
}
