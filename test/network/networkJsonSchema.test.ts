import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { networkJsonSchema } from "../../src/internals.ts";

test("the schema in networks/ is the one that the validator gives (npm run schema)", () => {
  const stored = JSON.parse(readFileSync(new URL("../../../networks/schema.json", import.meta.url), "utf8"));
  assert.deepEqual(stored, JSON.parse(JSON.stringify(networkJsonSchema())));
  const { title } = networkJsonSchema(); // "siren-vae network"
  assert.equal(title, "siren-vae network");
  assert.match(JSON.stringify(stored), /"linear-gaussian".*"nonlinear-gaussian".*"structure"/);
});
