// Writes networks/schema.json, the JSON Schema of network files, from the built validator.
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { networkJsonSchema } from "../dist/src/network/index.js";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
writeFileSync(join(root, "networks/schema.json"), `${JSON.stringify(networkJsonSchema(), null, 2)}\n`);
