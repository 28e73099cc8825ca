// Builds the documentation site into docs/api.
import { spawnSync } from "node:child_process";

process.exit(
  spawnSync(process.execPath, ["node_modules/typedoc/bin/typedoc"], { stdio: "inherit" }).status ?? 1,
);
