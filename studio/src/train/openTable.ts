import { batch, signal } from "@preact/signals";
import { InputError, type TableLayout } from "../../../src/internals.ts";
import { notify } from "../app/notices.ts";
import { type GivenKinds, reading, type Table, table } from "./data.ts";
import { readTable, retypeTable } from "./readTable.ts";

/** The files that tables were read from, for as long as the page is open: to read them once more in another way. */
const files = new WeakMap<Table, File>();

/** A file that could not be read as it was, so that a person can say how it is written. */
export const unread = signal<{ readonly file: File; readonly layout: TableLayout } | undefined>(undefined);

/** The file of a table, where it was opened since the page was. */
export function fileOf(given: Table): File | undefined {
  return files.get(given);
}

/** Opens a table; of several, the one that was asked for last stays. A file of the same name is read as the one before. */
export async function openTable(file: File): Promise<void> {
  const before = table.peek();
  const same = before?.file === file.name ? before : undefined;
  await read(file, same?.layout ?? {}, same?.given ?? {});
}

/** Reads a file once more, in another way. */
export function rereadTable(file: File, layout: TableLayout): Promise<void> {
  return read(file, layout, table.peek()?.given ?? {});
}

/** Takes a column for something else. */
export async function retypeColumn(given: Table, name: string, kind: GivenKinds[string]): Promise<void> {
  try {
    const typed = await retypeTable(given, { ...given.given, [name]: kind });
    if (table.peek() !== given) return;
    const file = files.get(given);
    if (file) files.set(typed, file);
    table.value = typed;
  } catch (error) {
    notify(error);
  }
}

export function closeTable(): void {
  table.value = undefined;
  unread.value = undefined;
}

async function read(file: File, layout: TableLayout, given: GivenKinds): Promise<void> {
  const task = { file: file.name };
  reading.value = task;
  try {
    const found = await readTable(file, layout, given);
    if (reading.peek() !== task) return;
    files.set(found, file);
    batch(() => {
      table.value = found;
      unread.value = undefined;
    });
  } catch (error) {
    if (reading.peek() !== task) return;
    notify(withAdvice(error, file.name));
    unread.value = { file, layout };
  } finally {
    if (reading.peek() === task) reading.value = undefined;
  }
}

/** A browser no longer reads a file that was changed or moved since it was chosen, and says so in words of its own. */
function withAdvice(error: unknown, file: string): unknown {
  if (!(error instanceof DOMException)) return error;
  return new InputError(
    `Expected ${file} as it was when it was opened, but the browser can no longer read it. Open it again.`,
  );
}
