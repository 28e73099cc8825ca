import { InputError, parseNetwork } from "../../../src/internals.ts";
import { openDocument, step } from "../app/state.ts";
import { documentOf } from "../document/document.ts";
import { openNetworkFile } from "../network/openNetworkFile.ts";
import { openTable } from "../train/openTable.ts";
import { openProject } from "./project.ts";
import { openStoredModel } from "./storedModel.ts";

/** What `siren-vae studio` was given: a network or the name of its file, a project, a table's name, a trained model. */
interface LocalSession {
  readonly network?: unknown;
  readonly file?: string;
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
    await openTable(await served("table", session.table));
  }
  // Behind the table, whose columns are measured nodes where the file does not say which are.
  if (session.file) await openNetworkFile(await served("network", session.file));
  if (session.table) step.value = "train";
  if (session.model) {
    await openStoredModel(session.model);
    if (!session.table) step.value = "ask";
  }
}

async function served(what: "table" | "network", name: string): Promise<File> {
  return new File([await (await fetch(what)).blob()], name);
}
