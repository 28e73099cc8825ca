// The page of examples: the programs of examples/ as they are, each under what its header comment says.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const order = [
  "own-network-and-table",
  "posterior-of-a-hidden-cause",
  "anomaly-scores",
  "missing-values",
  "wrong-graph",
];

export function examplesPage(folder) {
  const names = readdirSync(folder)
    .filter((name) => name.endsWith(".ts"))
    .map((name) => name.slice(0, -3))
    .sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  const sections = names.map((name) => section(name, readFileSync(join(folder, `${name}.ts`), "utf8")));
  return [
    "# Examples\n",
    "Complete programs from the folder `examples/`. Each runs in a few seconds, prints the same on every machine, and is run by the tests.\n",
    ...sections,
  ].join("\n");
}

function rank(name) {
  return order.includes(name) ? order.indexOf(name) : order.length;
}

function section(name, source) {
  const match = /^\/\*\*\n([\s\S]*?)\n \*\/\n/.exec(source);
  if (!match)
    throw new Error(`Expected examples/${name}.ts to begin with a comment that says what it shows.`);
  const text = match[1]
    .replaceAll(/^ \* ?/gm, "")
    .replace(/^(Run from .*): (.*)$/m, "$1:\n\n```bash\n$2\n```");
  const title = name.replaceAll("-", " ");
  const heading = `${title.charAt(0).toUpperCase()}${title.slice(1)}`;
  return `## ${heading}\n\n${text}\n\n\`\`\`ts\n${source.slice(match[0].length).trim()}\n\`\`\`\n`;
}
