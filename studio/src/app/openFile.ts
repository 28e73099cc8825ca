import { isMissing, isNumber } from "../../../src/tables/cells.ts";
import { openNetworkFile } from "../network/openNetworkFile.ts";
import { openTable } from "../train/openTable.ts";
import { step } from "./state.ts";

const HEAD = 4000;
const ARCS = /^\W*(from|source|parent|cause)\W+(to|target|child|effect)\b/i;
/** How texts of graphs begin that some programs save as .txt. */
const GRAPH = /^\s*((strict\s+)?(di)?graph|dag|network|net)\b[^,;\t\n]*\{|^\s*[<{]/i;

/** Takes a dropped file for what it is: text in columns is a table, unless its columns are the ends of arcs. */
export async function openFile(file: File): Promise<void> {
  const mayBeTable = /\.(csv|tsv|parquet|txt|jsonl|ndjson|gz)$/i.test(file.name);
  if (mayBeTable && !isNetwork(await file.slice(0, HEAD).text())) {
    step.value = "train";
    await openTable(file);
  } else {
    await openNetworkFile(file);
  }
}

/** From the beginning of a file. */
export function isNetwork(head: string): boolean {
  return ARCS.test(head) || GRAPH.test(head) || isListOfPairs(head);
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
