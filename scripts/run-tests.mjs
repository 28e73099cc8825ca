// Runs the compiled tests with Node's own runner: `fast` takes test/**/*.test.ts, `slow` takes test/**/*.slow.ts.
// Further words filter by path: `node scripts/run-tests.mjs fast graph`.
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const [kind, ...filters] = process.argv.slice(2);
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
const result = spawnSync(
  process.execPath,
  ["--test", "--test-concurrency=2", "--test-reporter=spec", ...watch, ...files],
  {
    stdio: "inherit",
  },
);
process.exit(result.status ?? 1);
