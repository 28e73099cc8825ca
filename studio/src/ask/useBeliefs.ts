import { useMemo, useRef } from "preact/hooks";
import type { Run } from "../train/study.ts";
import type { Beliefs, NodeBelief } from "../worker/messages.ts";
import { askModel, modelKey } from "./askState.ts";
import type { Evidence } from "./heldQuestion.ts";
import { type Answer, useAnswer } from "./useAnswer.ts";
import { useDebounced } from "./useDebounced.ts";

/** Enough for bars, few enough that they follow the hand. */
const FIRST = 240;
/** Once the hand rests, for what has no closed form. */
const FINER = 1000;
const FINEST = 4000;
const REST = 300;

type BeliefOf = ReadonlyMap<string, NodeBelief["belief"]>;

export interface ShownBeliefs {
  readonly posterior: BeliefOf;
  /** Of how many draws; undefined where all is in closed form. */
  readonly draws: number | undefined;
  readonly effective: number;
  /** Whether more draws are on their way. */
  readonly refining: boolean;
}

/** A belief of a node, with the known values that bear on it and how many draws it rests on. */
interface Settled {
  readonly belief: NodeBelief["belief"];
  readonly bearing: string;
  readonly draws: number;
}

/**
 * What is believed given the evidence: few draws at once, more of them while nothing changes. A node on which nothing bears that
 * has changed keeps its picture: new draws of the same belief would only make it tremble.
 */
export function useBeliefs(
  run: Run,
  evidence: Evidence,
  priors: BeliefOf,
): { readonly answer: Answer<Beliefs>; readonly shown: ShownBeliefs | undefined } {
  const { test, truth } = run.study.data;
  const given = [...evidence.values];
  const key =
    given.length === 0
      ? undefined
      : `beliefs ${modelKey(run)} ${[...evidence.done].join()} ${JSON.stringify(given)}`;
  const input = (samples: number) => ({
    test,
    truth,
    seen: given.filter(([name]) => !evidence.done.has(name)),
    done: given.filter(([name]) => evidence.done.has(name)),
    samples,
  });
  const answer = useAnswer(key, (following) => askModel(run, "beliefs", input(FIRST), following));
  const rests = useDebounced(key, REST) === key;
  const drawn = key !== undefined && answer.value?.draws !== undefined;
  const finer = useAnswer(drawn && rests ? `${key} finer` : undefined, (following) =>
    askModel(run, "finerBeliefs", input(FINER), following),
  );
  const finest = useAnswer(drawn && rests && finer.value ? `${key} finest` : undefined, (following) =>
    askModel(run, "finerBeliefs", input(FINEST), following),
  );
  const best = (rests ? (finest.value ?? finer.value) : undefined) ?? answer.value;
  // The last answer stays in sight until the next one has come.
  const last = useRef<ShownBeliefs | undefined>(undefined);
  const of = useRef("");
  const settled = useRef<ReadonlyMap<string, Settled>>(new Map());
  const shown = useMemo(() => {
    if (key === undefined || best === undefined) return key === undefined ? undefined : last.current;
    // A model whose signs were turned is another one.
    const model = modelKey(run);
    const before = of.current === model ? settled.current : new Map();
    of.current = model;
    settled.current = settle(before, best, evidence, priors);
    last.current = {
      posterior: new Map([...settled.current].map(([name, { belief }]) => [name, belief])),
      draws: best.draws,
      effective: best.effective,
      refining: best.draws !== undefined && finest.value === undefined && finest.problem === undefined,
    };
    return last.current;
  }, [key, best, finest.problem]);
  return { answer, shown };
}

function settle(
  before: ReadonlyMap<string, Settled>,
  { nodes, draws = Number.POSITIVE_INFINITY }: Beliefs,
  { values, done }: Evidence,
  priors: BeliefOf,
): ReadonlyMap<string, Settled> {
  return new Map(
    nodes.map(({ name, belief, bearing }): [string, Settled] => {
      if (bearing?.length === 0) return [name, { belief: priors.get(name) ?? belief, bearing: "[]", draws }];
      const known = JSON.stringify(bearing?.toSorted().map((one) => [one, values.get(one), done.has(one)]));
      const old = before.get(name);
      return [
        name,
        bearing && old?.bearing === known && old.draws >= draws ? old : { belief, bearing: known, draws },
      ];
    }),
  );
}
