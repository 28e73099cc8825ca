import { useSignal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { inverseDag } from "../../../src/internals.ts";
import { opened, selection } from "../app/state.ts";
import { Explain } from "../ui/Explain.tsx";
import { Icon } from "../ui/Icon.tsx";
import { bowed, slightlyBowed } from "./arcPath.ts";
import { placement as standing } from "./arrangement.ts";
import { eliminationPicture } from "./eliminationPicture.ts";
import { GraphPicture } from "./GraphPicture.tsx";
import { arcCount, followInverse, type InverseOf, inverse, inversionMode, shownSteps } from "./inverse.ts";
import type { PlacedNode } from "./placement.ts";
import { useAspect } from "./useAspect.ts";
import { useLayout } from "./useLayout.ts";

const PAUSE = 900;
/** Arcs beyond which only some are drawn. */
const MOST_DRAWN = 3000;
/** Arcs beyond which nobody follows a single one. */
const MOST_FOLLOWED = 100;

/** The faithful inverse, whole or step by step. */
export function InverseView() {
  useEffect(followInverse, []);
  const known = inverse.value;
  if (known === undefined) {
    return (
      <p class="quiet busy pad" role="status">
        The network is being inverted …
      </p>
    );
  }
  return <FoundInverse {...known} />;
}

function FoundInverse({ graph, found, mode }: InverseOf) {
  const frame = useRef<HTMLDivElement>(null);
  const aspect = useAspect(frame);
  const trace = found.trace ?? [];
  const total = arcCount(found);
  const many = total > MOST_DRAWN;
  const samePlaces = useSignal(true);
  const playing = useSignal(false);
  const whole = shownSteps.value === undefined;
  const steps = Math.min(shownSteps.value ?? trace.length, trace.length);
  const keepPlaces = samePlaces.value || !whole || many;
  const ownNodes = useMemo(
    () => (keepPlaces ? undefined : inverseDag(graph, found).toSpecs()),
    [graph, found, keepPlaces],
  );
  const own = useLayout(ownNodes, aspect);
  const placement = own ?? standing.value;
  // Of many arcs those of the node that is selected are drawn: all together they would be one grey field.
  const chosen =
    many && selection.value?.kind === "node" ? graph.names.indexOf(selection.value.name) : undefined;
  const isPlaced = graph.names.every((name) => placement.nodes.has(name));
  const arcs = useMemo(() => {
    // The network has changed since; the inverse follows.
    if (!isPlaced) return [];
    if (!whole) return eliminationPicture(graph, found, steps, placement);
    if (many && chosen === undefined) return [];
    const pathOf = (from: PlacedNode, to: PlacedNode) =>
      total > MOST_FOLLOWED ? slightlyBowed(from, to) : bowed(placement, from, to);
    return [...found.parents].flatMap(([node, parents]) =>
      parents
        .filter((parent) => !many || node === chosen || parent === chosen)
        .map((parent) => {
          const [from, to] = [graph.names[parent], graph.names[node]];
          return {
            parent: from,
            child: to,
            className: "inverse",
            ...(!own && { path: pathOf(placement.nodes.get(from)!, placement.nodes.get(to)!) }),
          };
        }),
    );
  }, [graph, found, steps, whole, placement, isPlaced, own, many, chosen]);

  useEffect(() => {
    if (!playing.value) return;
    const timer = setInterval(() => {
      const next = (shownSteps.value ?? 0) + 1;
      shownSteps.value = next;
      if (next >= trace.length) playing.value = false;
    }, PAUSE);
    return () => clearInterval(timer);
  }, [playing.value, trace]);
  useEffect(() => {
    playing.value = false;
    shownSteps.value = undefined;
  }, [opened.value]);

  const observed = new Set(graph.observed.map((node) => graph.names[node]));
  const gone = new Set(trace.slice(0, steps).map(({ node }) => graph.names[node]));
  const latest = !whole && steps > 0 ? trace[steps - 1] : undefined;
  const go = (to: number) => {
    playing.value = false;
    shownSteps.value = Math.max(0, Math.min(trace.length, to));
  };

  return (
    <div class="inverse-view">
      <div class="row spread wrap">
        <div class="row">
          <label class="field inline">
            <span>Order</span>
            <select
              value={inversionMode.value}
              onChange={(event) => {
                inversionMode.value = event.currentTarget.value as typeof inversionMode.value;
              }}
            >
              <option value="sparser">sparser of both</option>
              <option value="topological">topological</option>
              <option value="reverse">reverse</option>
            </select>
          </label>
          <Explain term="the faithful inverse" />
        </div>
        <label class="check">
          <input
            type="checkbox"
            checked={samePlaces.value || many}
            disabled={many}
            onChange={(event) => {
              samePlaces.value = event.currentTarget.checked;
            }}
          />
          nodes where they are in the network
        </label>
      </div>
      <div ref={frame} class="canvas">
        <GraphPicture
          label={`Faithful inverse: ${arcsInWords(total)}`}
          placement={placement}
          arcs={arcs}
          isObserved={(name) => observed.has(name)}
          nodeClass={(name) =>
            whole
              ? ""
              : latest && graph.names[latest.node] === name
                ? "target"
                : gone.has(name)
                  ? "faded"
                  : ""
          }
          hint={(name) => {
            if (!graph.names.includes(name)) return name;
            const parents = found.parents.get(graph.indexOf(name));
            if (parents === undefined) return `${name} is measured: the encoder reads it`;
            return `${name} is inferred from ${parents.map((p) => graph.names[p]).join(", ") || "nothing"}`;
          }}
          fitKey={`${opened.value} ${own !== undefined} ${placement.nodes.size > 0}`}
        />
      </div>
      <div class="player">
        <button
          type="button"
          class="icon"
          aria-label={playing.value ? "Pause the elimination" : "Play the elimination"}
          title={playing.value ? "Pause" : "Play the elimination"}
          disabled={trace.length === 0}
          onClick={() => {
            if (!playing.value && (shownSteps.value ?? trace.length) >= trace.length) shownSteps.value = 0;
            playing.value = !playing.value;
          }}
        >
          <Icon name={playing.value ? "pause" : "play"} />
        </button>
        <button
          type="button"
          class="icon"
          aria-label="One step back"
          title="One step back"
          disabled={trace.length === 0}
          onClick={() => go(steps - 1)}
        >
          <Icon name="back" />
        </button>
        <button
          type="button"
          class="icon"
          aria-label="One step on"
          title="One step on"
          disabled={trace.length === 0}
          onClick={() => go(whole ? 1 : steps + 1)}
        >
          <Icon name="forward" />
        </button>
        <input
          type="range"
          min={0}
          max={trace.length}
          value={steps}
          aria-label="Elimination step"
          disabled={trace.length === 0}
          onInput={(event) => go(Number(event.currentTarget.value))}
        />
        {!whole && (
          <button
            type="button"
            class="plain"
            onClick={() => {
              playing.value = false;
              shownSteps.value = undefined;
            }}
          >
            Whole
          </button>
        )}
      </div>
      <p class="quiet caption" role="status">
        {graph.latent.length === 0
          ? "No latent node, so there is nothing to invert."
          : whole
            ? `${arcsInWords(total)}, ${mode} order.${many ? " So many are drawn for the node that is selected alone." : ""} Each latent reads what it needs to be inferred and nothing else.`
            : latest === undefined
              ? "The moral graph: arcs without direction, parents of a common child joined (dashed)."
              : stepText(latest, steps, trace.length, graph.names)}
      </p>
    </div>
  );
}

function stepText(
  step: { node: number; parents: readonly number[]; addedEdges: readonly (readonly [number, number])[] },
  at: number,
  total: number,
  names: readonly string[],
): string {
  const { node, parents, addedEdges } = step;
  const reads = parents.map((parent) => names[parent]).join(", ") || "nothing";
  const joined = addedEdges.map(([a, b]) => `${names[a]}–${names[b]}`).join(", ");
  return `Step ${at} of ${total}: ${names[node]} goes, and reads ${reads}. ${
    addedEdges.length === 0 ? "Nothing had to be joined." : `Joined: ${joined}.`
  }`;
}

const arcsInWords = (count: number) => (count === 1 ? "1 arc" : `${count} arcs`);
