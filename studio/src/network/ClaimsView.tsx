import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { dSeparated } from "../../../src/internals.ts";
import { notify } from "../app/notices.ts";
import { dag, networkDocument } from "../app/state.ts";
import { type Table, table } from "../train/data.ts";
import { typesIn } from "../train/typesIn.ts";
import { decimals } from "../ui/decimals.ts";
import { Explain } from "../ui/Explain.tsx";
import { CritiqueView } from "./CritiqueView.tsx";
import { type ClaimAsked, claimAsked, withDefaultEnds } from "./claimAsked.ts";
import type { Effect, Implication } from "./claims.ts";
import type { ClaimTable } from "./claimTests.ts";
import { graphTask } from "./graphTasks.ts";
import { NodeSelect } from "./NodeSelect.tsx";

const SHOWN = 40;
/** Standard errors beyond which the table speaks against an independence. */
const DOUBT = 3;

/** What the network claims: effects that can be read off, independences, and what the table that is open says of them. */
export function ClaimsView() {
  const { nodes, observed } = networkDocument.value;
  const graph = useMemo(() => ({ nodes: nodes.map(({ name, parents }) => ({ name, parents })) }), [nodes]);
  const names = useMemo(() => nodes.map(({ name }) => name), [nodes]);
  const { exposure, outcome } = claimAsked.value;
  const known = useMemo(() => new Set(names), [names]);
  const there = (name: string | undefined) => (name !== undefined && known.has(name) ? name : undefined);
  const [x, y] = useMemo(
    () => withDefaultEnds(dag.value, there(exposure), there(outcome)),
    [dag.value, exposure, outcome],
  );
  const ask = (change: ClaimAsked) => {
    claimAsked.value = { ...claimAsked.value, ...change };
  };
  return (
    <div class="claims-view">
      <section aria-label="Effect">
        <div class="row">
          <NameField label="cause" names={names} value={x} onValue={(name) => ask({ exposure: name })} />
          <NameField label="outcome" names={names} value={y} onValue={(name) => ask({ outcome: name })} />
        </div>
        {x === y ? (
          <p class="quiet">Choose two different nodes.</p>
        ) : (
          <EffectOf graph={graph} observed={observed} exposure={x} outcome={y} />
        )}
      </section>
      <CritiqueView />
      <Separation names={names} a={x} b={y} />
      <Implied graph={graph} observed={observed} />
    </div>
  );
}

interface GraphProps {
  readonly graph: {
    readonly nodes: readonly { readonly name: string; readonly parents: readonly string[] }[];
  };
  readonly observed: readonly string[];
}

function EffectOf({
  graph,
  observed,
  exposure,
  outcome,
}: GraphProps & { exposure: string; outcome: string }) {
  const found = useSignal<Effect | undefined>(undefined);
  useEffect(() => {
    let wanted = true;
    found.value = undefined;
    graphTask("effect", { graph, observed, exposure, outcome })
      .then((effect) => {
        if (wanted) found.value = effect;
      })
      .catch(notify);
    return () => {
      wanted = false;
    };
  }, [graph, observed, exposure, outcome]);
  if (found.value === undefined) return <p class="quiet busy">Following the paths …</p>;
  const { adjustments, paths, more } = found.value;
  const causal = paths.some((path) => path.causal);
  return (
    <div class="effect" data-testid="effect">
      <h3>
        Adjustment sets <Explain term="an adjustment set" />
      </h3>
      {!causal && !more ? (
        <p>
          No path leads from {exposure} to {outcome}: the network claims that it has no effect on it.
        </p>
      ) : adjustments.length === 0 ? (
        <p>No set of measured nodes closes all back doors: the effect cannot be read off by adjustment.</p>
      ) : (
        <ul class="plain-list">
          {adjustments.map((set) => (
            <li key={set.join()}>{set.length === 0 ? "nothing has to be held fixed" : set.join(", ")}</li>
          ))}
        </ul>
      )}
      <h3>
        {more
          ? `The first ${paths.length} paths`
          : paths.length === 0
            ? "No path between them"
            : paths.length === 1
              ? "One path"
              : `${paths.length} paths`}
      </h3>
      <ul class="plain-list paths">
        {paths.slice(0, SHOWN).map((path) => (
          <li key={path.nodes.join("\0")} class={path.causal ? "causal" : path.open ? "open" : "closed"}>
            {path.nodes.map((name, i) => `${i > 0 ? ` ${path.arrows[i - 1]} ` : ""}${name}`).join("")}{" "}
            <span class="quiet">
              {path.causal ? "carries the effect" : path.open ? "open back door" : "closed"}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Whether two nodes are separated by others that a person chooses. */
function Separation({ names, a, b }: { names: readonly string[]; a: string; b: string }) {
  const { given = [] } = claimAsked.value;
  const give = (names: readonly string[]) => {
    claimAsked.value = { ...claimAsked.value, given: names };
  };
  const there = given.filter((name) => names.includes(name) && name !== a && name !== b);
  const graph = dag.value;
  const separated =
    a !== b &&
    dSeparated(
      graph,
      [graph.indexOf(a)],
      [graph.indexOf(b)],
      there.map((name) => graph.indexOf(name)),
    );
  return (
    <section aria-label="d-separation">
      <h3>
        d-separation <Explain term="d-separation" />
      </h3>
      <label class="field">
        <span>given (choose nodes to add)</span>
        <NodeSelect
          names={names.filter((name) => name !== a && name !== b && !there.includes(name))}
          value=""
          onValue={(name) => give([...there, name])}
        />
      </label>
      <p class="row wrap">
        {there.map((name) => (
          <button
            key={name}
            type="button"
            class="plain"
            aria-label={`No longer given: ${name}`}
            onClick={() => {
              give(there.filter((other) => other !== name));
            }}
          >
            {name} ×
          </button>
        ))}
      </p>
      <p role="status" data-testid="separated">
        {a} and {b} are {separated ? "" : "not "}separated{there.length > 0 && ` given ${there.join(", ")}`}.
      </p>
    </section>
  );
}

function Implied({ graph, observed }: GraphProps) {
  const found = useSignal<readonly Implication[] | undefined>(undefined);
  const open = table.value;
  useEffect(() => {
    let wanted = true;
    found.value = undefined;
    graphTask("implications", { graph, observed, ...(open && { table: claimTable(open) }) })
      .then((list) => {
        if (wanted) found.value = list;
      })
      .catch(notify);
    return () => {
      wanted = false;
    };
  }, [graph, observed, open]);
  const list = found.value;
  if (list === undefined) return <p class="quiet busy">Looking for independences …</p>;
  const sorted = [...list].sort(
    (a, b) => Math.abs(b.found?.z ?? 0) - Math.abs(a.found?.z ?? 0) || a.given.length - b.given.length,
  );
  const doubted = list.filter((one) => one.found && Math.abs(one.found.z) > DOUBT).length;
  return (
    <section aria-label="Testable implications" data-testid="implications">
      <h3>Testable implications</h3>
      <p class="quiet">
        {list.length === 0
          ? "The network claims no independence between measured nodes given measured nodes, so no table can speak against it in this way."
          : open
            ? `${independences(list.length)} of measured nodes; the table speaks against ${doubted === 0 ? "none" : doubted} (partial correlation beyond ${DOUBT} standard errors).${open.kinds?.some(({ type }) => type.kind !== "gaussian") ? " Labels count by an indicator of each, so that theirs has no sign; other columns that are no plain numbers by their ranks." : ""}`
            : `${independences(list.length)} of measured nodes. Open a table in step 2 to see what it says.`}
      </p>
      {list.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
        <section class="scroll-x" tabIndex={0} aria-label="Independences">
          <table class="compare">
            <thead>
              <tr>
                <th scope="col">independent</th>
                <th scope="col">given</th>
                {open && <th scope="col">partial correlation</th>}
                {open && <th scope="col">standard errors</th>}
              </tr>
            </thead>
            <tbody>
              {sorted.slice(0, SHOWN).map(({ a, b, given, found: says }) => (
                <tr key={`${a}\0${b}`} class={says && Math.abs(says.z) > DOUBT ? "doubted" : ""}>
                  <th scope="row">
                    {a}, {b}
                  </th>
                  <td>{given.join(", ") || "nothing"}</td>
                  {open && <td>{says ? decimals(says.correlation, 2) : ""}</td>}
                  {open && <td>{says ? decimals(says.z, 1) : ""}</td>}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
      {list.length > SHOWN && <p class="quiet">The first {SHOWN} are shown.</p>}
    </section>
  );
}

const independences = (count: number) => (count === 1 ? "1 independence" : `${count} independences`);

function NameField(props: {
  label: string;
  names: readonly string[];
  value: string;
  onValue: (name: string) => void;
}) {
  return (
    <label class="field grow">
      <span>{props.label}</span>
      <NodeSelect names={props.names} value={props.value} onValue={props.onValue} />
    </label>
  );
}

/** No more of a table than its claims need. */
function claimTable(table: Table): ClaimTable {
  const { columns, rowCount, values } = table;
  return { columns, rowCount, values, types: typesIn(table, columns) };
}
