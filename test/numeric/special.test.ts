import assert from "node:assert/strict";
import { test } from "node:test";
import {
  incompleteBeta,
  logGamma,
  normalCdf,
  normalQuantile,
  studentCdf,
  studentQuantile,
} from "../../src/numeric/special.ts";

const near = (found: number, expected: number, relative = 1e-12) =>
  assert.ok(Math.abs(found - expected) <= relative * Math.abs(expected), `${found} ${expected}`);

test("log Gamma against factorials and halves", () => {
  let factorial = 1;
  for (let n = 1; n < 25; n++) {
    near(logGamma(n + 1) + 1, Math.log(factorial) + Math.log(n) + 1);
    factorial *= n;
  }
  near(logGamma(0.5), 0.5 * Math.log(Math.PI));
});

test("the normal distribution against tabulated values, far tails too", () => {
  near(normalCdf(1.96), 0.9750021048517795);
  near(normalCdf(-3.5), 2.3262907903552504e-4);
  near(normalCdf(-10), 7.61985302416052e-24);
  near(normalCdf(-30), 4.906713927148187e-198, 1e-11);
  for (const p of [1e-200, 1e-20, 0.003, 0.2, 0.5, 0.8, 0.999]) near(normalCdf(normalQuantile(p)), p, 1e-11);
});

test("the incomplete beta function against closed forms", () => {
  near(incompleteBeta(0.3, 1, 4), 1 - 0.7 ** 4);
  near(incompleteBeta(0.3, 5, 1), 0.3 ** 5);
  near(incompleteBeta(0.5, 7.5, 7.5), 0.5);
});

test("Student's t against closed forms of one and two degrees of freedom, and back", () => {
  near(studentCdf(2, 1), 0.5 + Math.atan(2) / Math.PI);
  near(studentCdf(-1.5, 2), 0.5 - 1.5 / (2 * Math.sqrt(2 + 2.25)));
  for (const degrees of [1.001, 1.7, 4, 60])
    for (const p of [1e-9, 0.01, 0.4, 0.77, 0.9999])
      near(studentCdf(studentQuantile(p, degrees), degrees), p, 1e-10);
});
