// Runs the compiled tests with Node's own runner: `fast` takes test/**/*.test.ts, `slow` takes test/**/*.slow.ts.
// Further words filter by path: `node scripts/run-tests.mjs fast graph`. With `--minutes N` no further file is begun after N
// minutes; those that are left out are named.
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { minutes: { type: "string", default: "Infinity" } },
});
const [kind, ...filters] = positionals;
const suffix = kind === "slow" ? ".slow.js" : ".test.js";
// Only what has a source today: a stale compiled test of a deleted source must not run.
const sources = new Set(
  readdirSync(join(root, "test"), { recursive: true }).map((name) => String(name).replace(/\.ts$/, ".js")),
);
const files = [...sources]
  .filter((name) => name.endsWith(suffix))
  .filter((name) => filters.every((word) => name.includes(word)))
  .sort()
  .map((name) => join(root, "dist/test", name));
if (files.length === 0) {
  console.error(`No ${kind} test matches ${filters.join(" ") || "test/"}.`);
  process.exit(1);
}
// No bar for speed: a file that hangs is killed and named, where it would otherwise keep everything waiting.
const hangs = (kind === "slow" ? 60 : 15) * 60_000;
const [major, minor] = process.versions.node.split(".").map(Number);
const watch = major > 20 || minor >= 11 ? [`--test-timeout=${hangs}`] : [];
const end = performance.now() + 60_000 * Number(options.minutes);
const together = Number.isFinite(end) ? 2 : files.length;
// A browser's tests wait half of the time: two files at once would leave a core idle.
const TOGETHER = kind === "slow" ? 2 : 3;
let status = 0;
for (let at = 0; at < files.length; at += together) {
  if (performance.now() > end) {
    console.log(`Not begun for lack of time: ${files.slice(at).join(", ")}`);
    break;
  }
  const result = spawnSync(
    process.execPath,
    [
      "--test",
      `--test-concurrency=${TOGETHER}`,
      "--test-reporter=spec",
      ...watch,
      ...files.slice(at, at + together),
    ],
    { stdio: "inherit" },
  );
  status ||= result.status ?? 1;
}
process.exit(status);
