import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { edit, networkDocument, selection, undo } from "../app/state.ts";
import { conditionalText } from "../document/conditional.ts";
import { coefficientOf, type DocumentNode, hasCoefficients, hasMoments } from "../document/document.ts";
import {
  addArc,
  addNode,
  deleteArc,
  deleteNode,
  freshName,
  nodeOf,
  renameNode,
  reverseArc,
  setCoefficient,
  setNumber,
  setObserved,
} from "../document/edits.ts";
import { table } from "../train/data.ts";
import { Icon } from "../ui/Icon.tsx";
import { NumberField } from "../ui/NumberField.tsx";
import { NodeSelect } from "./NodeSelect.tsx";
import { selectMade, sought, unnamed } from "./search.ts";
import { useKeptFocus } from "./useKeptFocus.ts";

/** What is selected, with everything that can be done to it; all of it by keyboard. */
export function Inspector() {
  const chosen = selection.value;
  const document = networkDocument.value;
  const name = chosen?.kind === "node" ? chosen.name : chosen?.child;
  const panel = useKeptFocus();
  const exists = name !== undefined && document.nodes.some((node) => node.name === name);
  return (
    <section ref={panel} tabIndex={-1} class="panel inspector" aria-label="Selection">
      <h2 class="hidden">Selection</h2>
      {!exists ? (
        <p class="quiet how-to">
          Click or tap a node to see what it is and what can be done with it. Drag nodes to move them, and
          from the ring below a selected one, or with Shift, to draw an arc; double-click the ground for a new
          node. With the keyboard: arrows, Enter, M, A, Delete.
        </p>
      ) : chosen?.kind === "arc" ? (
        <ArcDetails parent={chosen.parent} child={chosen.child} />
      ) : chosen?.kind === "doubt" ? (
        <p class="quiet">
          {chosen.parent} → {chosen.child} is not in the network: the rows ask for it. Accept or refuse it
          above the picture.
        </p>
      ) : (
        // By its place: a node that gets another name keeps the focus in the field.
        <NodeDetails
          key={document.nodes.findIndex((node) => node.name === name)}
          node={nodeOf(document, name)}
        />
      )}
      <button
        type="button"
        class="plain"
        onClick={() => {
          const fresh = freshName(document);
          if (edit(addNode(fresh, true), `Node ${fresh} added`)) {
            selectMade(fresh);
            sought.value = { name: fresh };
          }
        }}
      >
        <Icon name="plus" /> New node
      </button>
    </section>
  );
}

function NodeDetails({ node }: { node: DocumentNode }) {
  const document = networkDocument.value;
  const { name } = node;
  const measured = document.observed.includes(name);
  const children = document.nodes.filter((other) => other.parents.includes(name)).map((other) => other.name);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (unnamed.value !== name) return;
    unnamed.value = undefined;
    field.current!.focus();
    field.current!.select();
  });
  return (
    <>
      <div class="row">
        <label class="field grow">
          <span>Node</span>
          <input
            ref={field}
            value={name}
            onKeyDown={(event) => {
              // A field that nobody has typed in has nothing of its own to take back.
              const { ctrlKey, metaKey, shiftKey, key, currentTarget } = event;
              if (!(ctrlKey || metaKey) || shiftKey || key !== "z" || currentTarget.value !== name) return;
              event.preventDefault();
              undo();
            }}
            onChange={(event) => {
              const to = event.currentTarget.value.trim();
              if (edit(renameNode(name, to), `${name} is called ${to} now`)) {
                selection.value = { kind: "node", name: to };
              } else event.currentTarget.value = name;
            }}
          />
        </label>
        <button
          type="button"
          class="icon end"
          aria-label={`Delete node ${name}`}
          title="Delete node"
          onClick={() => edit(deleteNode(name), `Node ${name} deleted`)}
        >
          <Icon name="trash" />
        </button>
      </div>
      <fieldset class="segments">
        <legend class="hidden">Role of {name}</legend>
        {(["measured", "latent"] as const).map((role) => (
          <label key={role}>
            <input
              type="radio"
              name="role"
              checked={measured === (role === "measured")}
              onChange={() => edit(setObserved(name, role === "measured"), `${name} is ${role} now`)}
            />
            <span>{role}</span>
          </label>
        ))}
      </fieldset>
      <p class="formula">{conditionalText(document, node)}</p>
      {document.kind !== "structure" && table.value && (
        <p class="quiet">
          These numbers only serve to simulate rows. With {table.value.file} open, the models learn their own.
        </p>
      )}
      {hasMoments(document) && (
        <div class="row">
          {(["intercept", "variance"] as const).map((field) => (
            <NumberField
              key={field}
              label={field}
              value={node[field] ?? (field === "variance" ? 1 : 0)}
              onValue={(value) =>
                edit(setNumber(name, field, value), `${field} of ${name} is ${value}`, `${field} ${name}`)
              }
            />
          ))}
        </div>
      )}
      <ArcList title="Parents" arcs={node.parents.map((parent) => ({ parent, child: name }))} end="parent" />
      <ArcList title="Children" arcs={children.map((child) => ({ parent: name, child }))} end="child" />
      <NewArc name={name} />
    </>
  );
}

function ArcList(props: {
  title: string;
  arcs: readonly { parent: string; child: string }[];
  end: "parent" | "child";
}) {
  if (props.arcs.length === 0) return null;
  return (
    <div>
      <h3>{props.title}</h3>
      <ul class="arcs">
        {props.arcs.map(({ parent, child }) => (
          <li key={`${parent} ${child}`}>
            <button
              type="button"
              class="link"
              onClick={() => {
                selection.value = { kind: "arc", parent, child };
              }}
            >
              {props.end === "parent" ? `${parent} →` : `→ ${child}`}
            </button>
            <ArcButtons parent={parent} child={child} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function ArcButtons({ parent, child }: { parent: string; child: string }) {
  return (
    <span class="tools">
      <button
        type="button"
        class="icon small"
        aria-label={`Reverse the arc from ${parent} to ${child}`}
        title="Reverse"
        onClick={() => {
          const chosen = selection.value;
          if (
            edit(reverseArc(parent, child), `Arc ${parent} → ${child} reversed`) &&
            chosen?.kind === "arc"
          ) {
            selection.value = { kind: "arc", parent: child, child: parent };
          }
        }}
      >
        <Icon name="swap" />
      </button>
      <button
        type="button"
        class="icon small"
        aria-label={`Delete the arc from ${parent} to ${child}`}
        title="Delete"
        onClick={() => edit(deleteArc(parent, child), `Arc ${parent} → ${child} deleted`)}
      >
        <Icon name="trash" />
      </button>
    </span>
  );
}

function ArcDetails({ parent, child }: { parent: string; child: string }) {
  const document = networkDocument.value;
  const node = nodeOf(document, child);
  return (
    <>
      <div class="row spread">
        <h3 class="arc-name">
          {[parent, child].map((name, i) => (
            <>
              {i > 0 && " → "}
              <button
                type="button"
                class="link"
                onClick={() => {
                  selection.value = { kind: "node", name };
                }}
              >
                {name}
              </button>
            </>
          ))}
        </h3>
        <ArcButtons parent={parent} child={child} />
      </div>
      {hasCoefficients(document) && (
        <NumberField
          label="coefficient"
          value={coefficientOf(node, parent)}
          onValue={(value) =>
            edit(
              setCoefficient(parent, child, value),
              `Coefficient of ${parent} → ${child} is ${value}`,
              `coefficient ${parent} ${child}`,
            )
          }
        />
      )}
      <p class="formula">{conditionalText(document, node)}</p>
    </>
  );
}

function NewArc({ name }: { name: string }) {
  const direction = useSignal<"to" | "from">("to");
  const others = networkDocument.value.nodes.map((node) => node.name).filter((other) => other !== name);
  return (
    <div class="row new-arc">
      <label class="field">
        <span>New arc</span>
        <select
          value={direction.value}
          onChange={(event) => {
            direction.value = event.currentTarget.value as "to" | "from";
          }}
        >
          <option value="to">to</option>
          <option value="from">from</option>
        </select>
      </label>
      <label class="field grow">
        <span class="hidden">Other node of the new arc</span>
        <NodeSelect
          names={others}
          value=""
          onValue={(other) => {
            const [parent, child] = direction.value === "to" ? [name, other] : [other, name];
            edit(addArc(parent, child), `Arc ${parent} → ${child} added`);
          }}
        />
      </label>
    </div>
  );
}
