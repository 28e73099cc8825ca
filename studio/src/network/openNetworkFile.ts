import { InputError, parseNetwork } from "../../../src/index.ts";
import { notify } from "../app/notices.ts";
import { openDocument } from "../app/state.ts";
import { documentOf } from "../document/document.ts";

/** Opens a dropped or chosen file as the network; a bad one changes nothing and says why. */
export async function openNetworkFile(file: File): Promise<void> {
  try {
    openDocument(documentOf(networkFromText(await file.text(), file.name)), `Network ${file.name} opened`);
  } catch (error) {
    notify(error);
  }
}

export function networkFromText(text: string, name: string) {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : "";
    throw new InputError(
      `Expected JSON that describes a network in ${name}, but it cannot be read: ${reason}.`,
    );
  }
  return parseNetwork(json, name);
}
