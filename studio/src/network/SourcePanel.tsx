import { builtInNames, builtInNetwork } from "../../../src/internals.ts";
import { notify } from "../app/notices.ts";
import { dag, floor, networkDocument, openDocument } from "../app/state.ts";
import { documentOf } from "../document/document.ts";
import { differsFromPublished, shownName } from "../document/shownName.ts";
import { table } from "../train/data.ts";
import { decimals } from "../ui/decimals.ts";
import { Explain } from "../ui/Explain.tsx";
import { FilePicker } from "../ui/FilePicker.tsx";
import { Icon } from "../ui/Icon.tsx";
import type { Term } from "../ui/terms.ts";
import { BeginPanel } from "./BeginPanel.tsx";
import { openNetworkFile } from "./openNetworkFile.ts";
import { goToNextFound, query, searched } from "./search.ts";

const VARIANTS = ["nonlinear:ecoli70:1", "nonlinear:arth150:1", "mixed:ecoli70:1"];

/** Where the network comes from, and what it is. */
export function SourcePanel() {
  const document = networkDocument.value;
  const graph = dag.value;
  const edited = differsFromPublished(document);
  return (
    <section class="panel" aria-label="Network">
      <div class="row">
        <label class="field grow">
          <span>Network</span>
          <select
            data-testid="built-in"
            value=""
            onChange={(event) => {
              const name = event.currentTarget.value;
              event.currentTarget.value = "";
              try {
                openDocument(documentOf(builtInNetwork(name)), `Network ${name} opened`);
              } catch (error) {
                notify(error);
              }
            }}
          >
            <option value="">{shownName(document)}</option>
            <optgroup label="Built in">
              {builtInNames().map((name) => (
                <option key={name}>{name}</option>
              ))}
            </optgroup>
            <optgroup label="Variants: nonlinear, or of all kinds">
              {VARIANTS.map((name) => (
                <option key={name}>{name}</option>
              ))}
            </optgroup>
          </select>
        </label>
        <FilePicker label="Open a network file" onFiles={([file]) => openNetworkFile(file)} class="end">
          <Icon name="open" /> File
        </FilePicker>
      </div>
      <BeginPanel />
      <dl class="facts">
        <Fact name="measured" value={graph.observed.length} />
        <Fact name="latent" value={graph.latent.length} />
        <Fact name="arcs" value={graph.arcCount} />
        <Fact name="longest path" value={graph.longestPath()} />
        {floor.value !== undefined && table.value === undefined && (
          <Fact name="floor, nats a row" value={decimals(floor.value, 3)} term="the floor" />
        )}
      </dl>
      {document.citation && !edited && <p class="quiet citation">{document.citation}</p>}
      <label class="field search">
        <span class="hidden">Search for a node</span>
        <Icon name="search" />
        <input
          type="search"
          placeholder="Find a node"
          value={query.value}
          onInput={(event) => {
            query.value = event.currentTarget.value;
          }}
          onKeyDown={(event) => {
            if (event.key === "Enter") goToNextFound();
          }}
        />
      </label>
      {searched.value && (
        <p class="quiet" role="status">
          {searched.value.size === 0
            ? "No node has that in its name."
            : `${searched.value.size} found. Enter goes to the next one.`}
        </p>
      )}
    </section>
  );
}

function Fact({ name, value, term }: { name: string; value: string | number; term?: Term }) {
  return (
    <div>
      <dt>
        {name}
        {term && <Explain term={term} />}
      </dt>
      <dd>{value}</dd>
    </div>
  );
}
