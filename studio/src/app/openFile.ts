import { isMissing, isNumber } from "../../../src/tables/cells.ts";
import { openNetworkFile } from "../network/openNetworkFile.ts";
import { openTable } from "../train/openTable.ts";
import { step } from "./state.ts";

const HEAD = 4000;
const ARCS = /^\W*(from|source|parent|cause)\W+(to|target|child|effect)\b/i;
/** A line with an arrow from or to one name, as networks are pasted. */
const ARROW = /^[^,;\t"]*(<-|->)/;
/** How texts of graphs begin that some programs save as .txt. */
const GRAPH = /^\s*((strict\s+)?(di)?graph|dag|network|net)\b[^,;\t\n]*\{|^\s*[<{]/i;

/**
 * Takes dropped files for what they are: text in columns is a table, unless its columns are the ends of arcs. Networks come after
 * tables, whose columns are measured nodes where a network does not say which are.
 */
export async function openFiles(files: Iterable<File>): Promise<void> {
  const networks: File[] = [];
  for (const file of files) {
    if (await isTable(file)) {
      step.value = "train";
      await openTable(file);
    } else networks.push(file);
  }
  for (const file of networks) await openNetworkFile(file);
}

async function isTable(file: File): Promise<boolean> {
  const mayBeTable = /\.(csv|tsv|parquet|txt|jsonl|ndjson|gz)$/i.test(file.name);
  return mayBeTable && !isNetwork(await file.slice(0, HEAD).text());
}

/** From the beginning of a file. */
export function isNetwork(head: string): boolean {
  return ARCS.test(head) || GRAPH.test(head) || ARROW.test(head) || isListOfPairs(head);
}

/** Lines of two words each, without a number among them: arcs without a header. */
function isListOfPairs(head: string): boolean {
  const lines = head.split(/\r?\n/);
  // The last line may be cut.
  if (head.length >= HEAD) lines.pop();
  const rows = lines
    .filter((line) => line.trim() !== "")
    .map((line) => line.split(/[,;\t]/).map((cell) => cell.trim()));
  if (rows.length < 2 || rows.some(({ length }) => length !== 2)) return false;
  const below = rows.slice(1).flat();
  return !below.some(isNumber) && !below.every(isMissing);
}
