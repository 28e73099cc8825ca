// Compares the default with all other models on real tables: `node dist/bench/tables/main.js FOLDER`; see README.md beside it.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type Compared, markdownOf } from "./markdown.ts";

const usage = `Usage: node dist/bench/tables/main.js FOLDER [TABLE...] [options]

FOLDER holds the CSV files that write-tables.R made; fits go to FOLDER/fits. Fits that are there are not made again.

  --models <names>               as of siren-vae compare (default: all)
  --importance-samples <number>  (default: 300)
  --workers <number>             threads (default: one a core)
  --print                        the table of what is there, no fits
  --help                         this text`;

const root = new URL("../../../", import.meta.url);
const program = fileURLToPath(new URL("dist/program/main.js", root));
const networks = fileURLToPath(new URL("bench/tables/networks/", root));

function main(): void {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      models: { type: "string" },
      "importance-samples": { type: "string", default: "300" },
      workers: { type: "string" },
      print: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  const [folder, ...chosen] = positionals;
  if (values.help || folder === undefined) {
    console.log(usage);
    if (!values.help) process.exitCode = 2;
    return;
  }
  if (!existsSync(folder)) {
    throw new Error(
      `Expected a folder of tables, found none at ${folder}. Write them: Rscript bench/tables/write-tables.R ${folder}`,
    );
  }
  const others = values.models?.split(",").filter((model) => model !== "trust");
  if (others !== undefined && (others.length === 0 || !values.models?.split(",").includes("trust"))) {
    throw new Error(
      `Expected --models to hold trust, which is the default, and others, got ${values.models}.`,
    );
  }
  const written = readdirSync(folder)
    .filter((file) => file.endsWith(".csv"))
    .map((file) => basename(file, ".csv"));
  const unknown = chosen.find((name) => !written.includes(name));
  if (unknown !== undefined) {
    throw new Error(`Expected tables among ${written.join(", ")}, got "${unknown}".`);
  }
  const names = chosen.length > 0 ? chosen : written;
  if (!values.print) {
    mkdirSync(join(folder, "fits"), { recursive: true });
    for (const name of names) compare(name, folder, values);
  }
  const compared = names.flatMap((name) => {
    const file = join(folder, "fits", name, "comparison.json");
    return existsSync(file) ? [read(name, file, join(folder, `${name}.csv`))] : [];
  });
  console.log(markdownOf(compared));
}

interface FitOptions {
  readonly models?: string;
  readonly workers?: string;
  readonly "importance-samples": string;
}

function compare(name: string, folder: string, options: FitOptions): void {
  process.stderr.write(`${name}\n`);
  const given = Object.entries({
    models: options.models,
    workers: options.workers,
    "importance-samples": options["importance-samples"],
  }).flatMap(([option, value]) => (value === undefined ? [] : [`--${option}`, value]));
  const words = [
    "compare",
    join(networks, `${name}.dot`),
    "--data",
    join(folder, `${name}.csv`),
    "--output",
    join(folder, "fits", name),
    "--json",
    ...given,
  ];
  const { status } = spawnSync(process.execPath, [program, ...words], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  if (status !== 0) throw new Error(`siren-vae compare ended with ${status} on ${name}.`);
}

function read(name: string, file: string, csv: string): Compared {
  const { rowCount, rows } = JSON.parse(readFileSync(file, "utf8"));
  const columnCount = readFileSync(csv, "utf8").split("\n", 1)[0].split(",").length;
  return { name, rowCount, columnCount, models: rows };
}

try {
  main();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
