import { dag, edit, network, networkDocument } from "../app/state.ts";
import { giveNumbers, toggleRole } from "../document/edits.ts";
import { FilePicker } from "../ui/FilePicker.tsx";
import { Icon } from "../ui/Icon.tsx";
import { NumberField } from "../ui/NumberField.tsx";
import { ColumnKinds } from "./ColumnKinds.tsx";
import { match, reading, table } from "./data.ts";
import { listed } from "./listed.ts";
import { closeTable, openTable } from "./openTable.ts";
import { setSetting, settings } from "./settings.ts";
import { TEST_ROWS } from "./studyData.ts";
import { TableNetwork } from "./TableNetwork.tsx";
import { TableReading } from "./TableReading.tsx";

/** Where the rows come from: the network itself, or a table of the person's own. */
export function DataPanel() {
  const given = table.value;
  const canSimulate = networkDocument.value.kind !== "structure";
  return (
    <section class="panel" aria-label="Data">
      <div class="row spread">
        <h2>Data</h2>
        <FilePicker
          label="Open a table (CSV, JSON lines or Parquet)"
          accept=".csv,.tsv,.txt,.parquet,.jsonl,.ndjson,.gz,.rds,.rda,.rdata"
          onFiles={([file]) => openTable(file)}
        >
          <Icon name="open" /> CSV or Parquet
        </FilePicker>
      </div>
      {reading.value && (
        <p class="quiet busy" role="status">
          Reading {reading.value.file}
        </p>
      )}
      {given === undefined ? (
        canSimulate ? (
          <>
            <div class="grid-2">
              <NumberField
                label="rows to simulate"
                whole
                min={10}
                max={1_000_000}
                value={settings.value.rows}
                onValue={(value) => setSetting("rows", value)}
              />
              <NumberField
                label="seed of the rows"
                whole
                min={0}
                value={settings.value.dataSeed}
                onValue={(value) => setSetting("dataSeed", value)}
              />
            </div>
            <p class="quiet">
              Drawn from {network.value.name}, with {TEST_ROWS} more to test on.
            </p>
          </>
        ) : (
          <>
            <p class="quiet">
              This network is a structure without numbers, so it cannot be simulated. Open or drop a table
              with a column for each measured node.
            </p>
            {networkDocument.value.nodes.every(({ rest }) => rest === undefined) && (
              <>
                <button
                  type="button"
                  class="plain"
                  onClick={(event) => {
                    const panel = event.currentTarget.closest("section");
                    if (edit(giveNumbers, "Numbers given: every coefficient and variance 1"))
                      requestAnimationFrame(() =>
                        panel?.querySelector<HTMLElement>(".grid-2 input")?.focus(),
                      );
                  }}
                >
                  Give it numbers
                </button>
                <p class="quiet">
                  To try it out: every coefficient and variance is 1 at first, and the panel of a selected
                  node changes them. They only serve to draw rows.
                </p>
              </>
            )}
          </>
        )
      ) : (
        <TableFacts />
      )}
      <TableReading />
    </section>
  );
}

/** Makes nodes that have the other role measured or latent. */
function RoleTurn({ names, into }: { names: readonly string[]; into: "measured" | "latent" }) {
  return (
    <button
      type="button"
      class="link"
      onClick={() =>
        edit(
          (document) => names.reduce((now, name) => toggleRole(name)(now), document),
          `${listed(names)} made ${into}`,
        )
      }
    >
      make {names.length === 1 ? "it" : "them"} {into}
    </button>
  );
}

/** Of columns that no node needs, and that could not be used either. */
const MOST_REASONS = 3;

function TableFacts() {
  const given = table.value!;
  const found = match.value!;
  const observed = new Set(dag.value.observed.map((node) => dag.value.names[node]));
  const hidden = networkDocument.value.nodes
    .map(({ name }) => name)
    .filter((name) => found.ignored.includes(name) && !Object.hasOwn(given.textColumns, name));
  const unusable = found.ignored.filter((name) => Object.hasOwn(given.textColumns, name));
  return (
    <>
      <div class="row spread">
        <p class="file">
          <b>{given.file}</b>
          <br />
          <span class="quiet">
            {given.rowCount} rows,{" "}
            {given.columns.length === 1 ? "1 column" : `${given.columns.length} columns`}
          </span>
        </p>
        <button
          type="button"
          class="icon"
          aria-label="Close the table and simulate again"
          title="Close the table"
          onClick={closeTable}
        >
          <Icon name="close" />
        </button>
      </div>
      <TableNetwork given={given} />
      <ul class="findings">
        {found.missing.length > 0 && (
          <li class="bad">
            <Icon name="warn" />{" "}
            {found.missing.length === observed.size ? (
              `No column for any measured node of ${network.value.name}: make a network of the columns by the buttons above, or draw or open one with nodes of these names in step 1.`
            ) : (
              <span>
                No column for {listed(found.missing)}. Rename columns, or{" "}
                <RoleTurn names={found.missing} into="latent" />.
              </span>
            )}
          </li>
        )}
        {found.broken.map((text) => (
          <li key={text} class="bad">
            <Icon name="warn" /> {text}
          </li>
        ))}
        {found.data && (
          <li class="good">
            <Icon name="check" /> A column for every measured node, {found.data.rowCount} rows. A fifth of the
            complete ones is kept to test on.
          </li>
        )}
        <ColumnKinds given={given} nodes={observed} />
        {found.gapped > 0 && (
          <li>
            <Icon name="help" />{" "}
            {`${found.gapped === 1 ? "1 row has gaps" : `${found.gapped} rows have gaps`}; training takes what is there.`}
          </li>
        )}
        {found.empty > 0 && (
          <li>
            <Icon name="help" />{" "}
            {found.empty === 1
              ? "1 row has no value at all and is"
              : `${found.empty} rows have no value at all and are`}{" "}
            left out.
          </li>
        )}
        {hidden.length > 0 && (
          <li>
            <Icon name="help" />{" "}
            <span>
              Hidden in the network, with a column here: {listed(hidden)}.{" "}
              <RoleTurn names={hidden} into="measured" />.
            </span>
          </li>
        )}
        {found.ignored.length > hidden.length && (
          <li>
            <Icon name="help" /> Not measured nodes, so not used:{" "}
            {listed(found.ignored.filter((name) => !hidden.includes(name)))}.
          </li>
        )}
        {unusable.slice(0, MOST_REASONS).map((name) => (
          <li key={name}>
            <Icon name="help" /> If it is to be a node: {given.textColumns[name]}
          </li>
        ))}
        {unusable.length > MOST_REASONS && (
          <li>
            <Icon name="help" /> No use either, as they are: {listed(unusable.slice(MOST_REASONS))}.
          </li>
        )}
      </ul>
    </>
  );
}
