import assert from "node:assert/strict";
import { test } from "node:test";
import { activationFormulas, activationKinds, Engine, type Kernels } from "../../src/engine/index.ts";
import { activationCodes } from "../../src/engine/kernels.generated.ts";
import { defaultArchitecture } from "../../src/internals.ts";
import { architectureSchema } from "../../src/stored/modelSchema.ts";

/** Never run: what is checked is that it compiles with exactly these errors. */
export function wrongCalls(kernels: Kernels): void {
  // @ts-expect-error One argument too few.
  kernels.clear(0);
  // @ts-expect-error One too many.
  kernels.addProduct(0, 0, 0, 1, 2);
  // @ts-expect-error No such kernel.
  kernels.softmax(0, 0);
  // @ts-expect-error A kernel that returns nothing.
  const nothing: number = kernels.clear(0, 0);
  void nothing;
}

test("an activation is known everywhere or nowhere: kernels, formulas, stored models", () => {
  assert.deepEqual(activationKinds, Object.keys(activationCodes));
  assert.deepEqual(Object.keys(activationFormulas).sort(), [...activationKinds].sort());
  const codes = Object.values(activationCodes);
  assert.equal(new Set(codes).size, codes.length);
  for (const activation of activationKinds) {
    assert.equal(architectureSchema.parse({ ...defaultArchitecture, activation }).activation, activation);
  }
});

test("a code that belongs to no activation stops the kernel instead of computing another one", () => {
  const engine = new Engine("float64");
  const at = engine.allocate(64);
  const unknown = Math.max(...Object.values(activationCodes)) + 1;
  assert.throws(() => engine.kernels.activation(unknown, at, at, at, at, at, 16), WebAssembly.RuntimeError);
});
