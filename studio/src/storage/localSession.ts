import { InputError, parseNetwork } from "../../../src/index.ts";
import { openDocument, step } from "../app/state.ts";
import { documentOf } from "../document/document.ts";
import { openTable } from "../train/DataPanel.tsx";
import { openProject } from "./project.ts";

/** What `siren-vae studio` was given: a network, a table's name, a project with a model. */
interface LocalSession {
  readonly network?: unknown;
  readonly table?: string;
  readonly project?: string;
}

export const isLocal = new URLSearchParams(location.search).has("local");

/** Opens what the command line handed over. Whether there was something. */
export async function openLocalSession(): Promise<boolean> {
  const response = await fetch("session.json");
  if (!response.ok)
    throw new InputError("The command that served this page has ended. Start siren-vae studio again.");
  const session = (await response.json()) as LocalSession;
  if (session.network)
    openDocument(documentOf(parseNetwork(session.network)), "Network of the command line opened");
  if (session.project) openProject(session.project, "the model of the command line");
  if (session.table) {
    const bytes = await (await fetch("table")).blob();
    step.value = "train";
    await openTable(new File([bytes], session.table));
  }
  return Object.keys(session).length > 0;
}
