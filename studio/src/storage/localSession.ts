import { InputError, parseNetwork } from "../../../src/internals.ts";
import { openDocument, step } from "../app/state.ts";
import { documentOf } from "../document/document.ts";
import { openTable } from "../train/openTable.ts";
import { openProject } from "./project.ts";
import { openStoredModel } from "./storedModel.ts";

/** What `siren-vae studio` was given: a network, a project, a table's name, a trained model. */
interface LocalSession {
  readonly network?: unknown;
  readonly project?: { readonly name: string; readonly text: string };
  readonly table?: string;
  readonly model?: string;
}

export const isLocal = new URLSearchParams(location.search).has("local");

/** Opens what the command line handed over. */
export async function openLocalSession(): Promise<void> {
  const response = await fetch("session.json");
  if (!response.ok)
    throw new InputError("The command that served this page has ended. Start siren-vae studio again.");
  const session = (await response.json()) as LocalSession;
  if (session.network)
    openDocument(documentOf(parseNetwork(session.network)), "Network of the command line opened");
  if (session.project) openProject(session.project.text, session.project.name);
  if (session.table) {
    const bytes = await (await fetch("table")).blob();
    step.value = "train";
    await openTable(new File([bytes], session.table));
  }
  if (session.model) {
    await openStoredModel(session.model);
    if (!session.table) step.value = "ask";
  }
}
