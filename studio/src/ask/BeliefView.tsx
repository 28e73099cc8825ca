import { useMemo, useRef } from "preact/hooks";
import { say } from "../app/notices.ts";
import { GraphPicture } from "../network/GraphPicture.tsx";
import { DIRECTIONS, neighbourTowards } from "../network/neighbourTowards.ts";
import type { PlacedNode } from "../network/placement.ts";
import { useArranged } from "../network/useArranged.ts";
import { useAspect } from "../network/useAspect.ts";
import type { Run } from "../train/study.ts";
import { betweenInWords, quantilesInWords } from "../ui/words.ts";
import type { NodeBelief } from "../worker/messages.ts";
import { modelKey } from "./askState.ts";
import { BeliefPanel } from "./BeliefPanel.tsx";
import {
  axisOf,
  BARS,
  type BeliefAxis,
  barsBelow,
  barsPath,
  isNormal,
  normalAt,
  positionOf,
  roomy,
  shares,
  valueAt,
} from "./beliefShapes.ts";
import { levelsOf, sharesInWords, valueText } from "./columnTypes.ts";
import { evidenceOf, setEvidence, withValue } from "./evidence.ts";
import { changeQuestion, questionOf, setting } from "./heldQuestion.ts";
import { unitsOf } from "./unitsOf.ts";
import { useBeliefs } from "./useBeliefs.ts";
import { usePriors } from "./usePriors.ts";
import { Waiting } from "./Waiting.tsx";

const NONE: ReadonlyMap<string, NodeBelief["belief"]> = new Map();

/** The network with what is believed of every node drawn in it, before and after some of them are known. */
export function BeliefView({ run }: { run: Run }) {
  const priors = usePriors(run);
  if (run.spec.model === "vae") {
    return (
      <p>A plain VAE has no graph to draw beliefs on. Choose a SIReN-VAE model, or ask about single rows.</p>
    );
  }
  return (
    <Waiting answer={priors} what="Drawing from the model">
      {(nodes) => <Beliefs run={run} nodesBefore={nodes} />}
    </Waiting>
  );
}

function Beliefs({ run, nodesBefore }: { run: Run; nodesBefore: readonly NodeBelief[] }) {
  const priors = useMemo(() => new Map(nodesBefore.map(({ name, belief }) => [name, belief])), [nodesBefore]);
  const { study } = run;
  const { nodes } = study.document;
  const { observed, types } = run.parts.value!;
  const measured = useMemo(() => new Set(observed), [observed]);
  const evidence = evidenceOf(study.id);
  const chosen = questionOf(study.id).target ?? observed[0];
  const choose = (name: string) => changeQuestion(study.id, { target: name });
  const frame = useRef<HTMLDivElement>(null);
  const aspect = useAspect(frame);
  const arranged = useArranged(study.document, aspect);
  const placement = useMemo(() => arranged && roomy(arranged), [arranged]);
  const axes = useMemo(
    () =>
      new Map([...priors].map(([name, belief]) => [name, axisOf(belief, types?.[observed.indexOf(name)])])),
    [modelKey(run)],
  );
  const units = useMemo(
    () =>
      new Map(
        nodesBefore.filter(({ name }) => !measured.has(name)).map((node) => [node.name, unitsOf(node)]),
      ),
    [nodesBefore],
  );
  const { answer, shown } = useBeliefs(run, evidence, priors);
  const [prior] = priors.values();
  const posterior = shown?.posterior ?? NONE;

  const set = (name: string, value: number | undefined, alt = false) => {
    // Hidden nodes can be set, but never seen.
    const isDone = setting.value || alt;
    if (value !== undefined && !isDone && !measured.has(name)) {
      say(`${name} is hidden: it can be set, with do, but not seen`);
      return;
    }
    setEvidence(study.id, withValue(evidence, name, value, isDone));
    say(
      value === undefined
        ? `${name} is open again`
        : `${name} is ${isDone ? "set to " : ""}${valueText(run, name, value)}`,
    );
  };
  const focus = (name: string | undefined) => {
    if (name === undefined) return;
    choose(name);
    frame.current?.querySelector<SVGGElement>(`[data-node="${CSS.escape(name)}"]`)?.focus();
  };

  const arcs = nodes.flatMap(({ name, parents }) =>
    parents.map((parent) => ({
      parent,
      child: name,
      className: evidence.done.has(name) ? "cut" : "",
    })),
  );

  const described = (name: string): string => {
    const value = evidence.values.get(name);
    if (value !== undefined) return `${name} is ${valueText(run, name, value)}`;
    const words = (belief: NodeBelief["belief"]) => inWords(belief, levelsOf(run, name));
    const [before, after] = [priors.get(name), posterior.get(name)];
    if (!before) return name;
    return after ? `${name}: ${words(after)}; before ${words(before)}` : `${name}: ${words(before)}`;
  };

  const inside = (node: PlacedNode) => {
    const { name } = node;
    const [axis, prior] = [axes.get(name), priors.get(name)];
    if (!axis || !prior) return null;
    const value = evidence.values.get(name);
    return (
      <g transform={`translate(0,${barsBelow(node)})`}>
        <Bars axis={axis} prior={prior} posterior={posterior.get(name)} value={value} />
      </g>
    );
  };

  return (
    <div class="beliefs">
      <BeliefPanel
        run={run}
        unitsOf={units}
        chosen={chosen}
        onChoose={choose}
        priorDraws={prior && !isNormal(prior) ? prior.length : undefined}
        shown={shown}
        onSet={set}
      />
      <div class="belief-picture">
        <div class="row spread">
          <p class="key">
            <span class="key-prior">before</span>{" "}
            <span class="key-posterior">given what is seen, under what is set</span>
          </p>
        </div>
        <div
          ref={frame}
          class="canvas"
          data-testid="beliefs"
          aria-busy={evidence.values.size > 0 && answer.busy}
        >
          {placement && (
            <GraphPicture
              label={`Beliefs on ${study.document.name}. Arrow keys move between nodes, Enter goes to the value, Delete leaves it out.`}
              placement={placement}
              arcs={arcs}
              isObserved={(name) => measured.has(name)}
              nodeClass={(name) =>
                [
                  chosen === name ? "chosen" : "",
                  evidence.done.has(name) ? "done" : evidence.values.has(name) ? "seen" : "",
                ].join(" ")
              }
              inside={inside}
              hint={described}
              fitKey={`${study.id} ${placement.nodes.size}`}
              nodeProps={(name) => ({
                role: "button",
                tabindex: chosen === name ? 0 : -1,
                "aria-pressed": evidence.values.has(name),
                "aria-label": described(name),
                onFocus: () => {
                  choose(name);
                },
                onKeyDown: (event) => {
                  const direction = DIRECTIONS[event.key];
                  if (direction) focus(neighbourTowards(placement, name, direction));
                  else if (event.key === "Enter" || event.key === " ")
                    document.querySelector<HTMLElement>(".beliefs .belief-value")?.focus();
                  else if (event.key === "Delete" || event.key === "Backspace") set(name, undefined);
                  else return;
                  event.preventDefault();
                },
                onClick: (event) => {
                  choose(name);
                  const axis = axes.get(name);
                  if (!axis) return;
                  const group = event.currentTarget as SVGGElement;
                  const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(
                    group.getScreenCTM()!.inverse(),
                  );
                  // The name of a node selects it; its bars take a value.
                  if (at.y - barsBelow(placement.nodes.get(name)!) >= BARS.top - 2)
                    set(name, valueAt(at.x, axis), event.altKey);
                },
              })}
            />
          )}
        </div>
        {answer.problem && evidence.values.size > 0 && (
          <p class="wrong" role="alert">
            {answer.problem}
          </p>
        )}
      </div>
    </div>
  );
}

function Bars(props: {
  axis: BeliefAxis;
  prior: NodeBelief["belief"];
  posterior: NodeBelief["belief"] | undefined;
  value: number | undefined;
}) {
  const { axis, prior, posterior, value } = props;
  const before = useMemo(() => shares(prior, axis), [prior, axis]);
  const after = useMemo(() => posterior && shares(posterior, axis), [posterior, axis]);
  const highest = Math.max(...before, ...(after ?? []));
  const bottom = BARS.top + BARS.height;
  return (
    <g class="bars">
      <path class="prior" d={barsPath(before, highest)} />
      {after && value === undefined && <path class="posterior" d={barsPath(after, highest)} />}
      <path class="base" d={`M${BARS.left},${bottom}h${BARS.width}`} />
      {value !== undefined && (
        <path class="value" d={`M${positionOf(value, axis)},${BARS.top - 3}V${bottom + 3}`} />
      )}
    </g>
  );
}

/** Beliefs never change, and most nodes are drawn again with those that they had. */
const saidOf = new WeakMap<NodeBelief["belief"], string>();

function inWords(belief: NodeBelief["belief"], levels: readonly string[] | undefined): string {
  let said = saidOf.get(belief);
  if (said === undefined) {
    said = isNormal(belief)
      ? betweenInWords(belief.mean, normalAt(belief, 0.025), normalAt(belief, 0.975))
      : levels
        ? sharesInWords(belief, levels)
        : quantilesInWords(belief);
    saidOf.set(belief, said);
  }
  return said;
}
