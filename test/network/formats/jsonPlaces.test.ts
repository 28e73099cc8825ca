import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import {
  type JsonPath,
  lineAndColumn,
  placeOfPath,
  repeatedKey,
} from "../../../src/network/formats/jsonPlaces.ts";

/** Every path of a value, the value itself included. */
function pathsOf(value: unknown, path: JsonPath = []): [JsonPath, unknown][] {
  const inner =
    typeof value === "object" && value !== null
      ? Object.entries(value).flatMap(([key, one]) =>
          pathsOf(one, [...path, Array.isArray(value) ? Number(key) : key]),
        )
      : [];
  return [[path, value], ...inner];
}

describe("places in JSON", () => {
  test("every value is found where it stands, however the text is laid out", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.constantFrom(undefined, 1, "\t"), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        for (const [path, own] of pathsOf(JSON.parse(text))) {
          // The shortest piece from there on that is JSON and has that value.
          const place = placeOfPath(text, path);
          const written = JSON.stringify(own, null, indent)[0];
          assert.equal(text[place], written, `${text} at ${place} for ${path.map(String)}`);
        }
        assert.equal(repeatedKey(text), undefined);
      }),
      { numRuns: 300 },
    );
  });

  test("of two values the path names one, and of none the value around it", () => {
    const text = '{"a": [1, {"b": 2, "c": "x,]}"}],\n "b": 3}';
    assert.equal(text.slice(placeOfPath(text, ["a", 1, "b"])), text.slice(text.indexOf("2,")));
    assert.equal(text[placeOfPath(text, ["a", 1, "none"])], "{");
    assert.equal(lineAndColumn(text, placeOfPath(text, ["b"])), "line 2, column 7");
  });

  test("keys that come twice in one object", () => {
    assert.deepEqual(repeatedKey('{"a": {"b": 1}, "b": 2, "\\u0061": 3}'), { key: "a", at: 24 });
    assert.equal(repeatedKey('[{"a": 1}, {"a": "a"}]'), undefined);
  });

  test("a long text takes one pass", () => {
    const text = JSON.stringify(
      Object.fromEntries(Array.from({ length: 50_000 }, (_, i) => [`n${i}`, [i, "x"]])),
    );
    const begun = performance.now();
    assert.equal(repeatedKey(text), undefined);
    assert.ok(performance.now() - begun < 2000);
    assert.equal(repeatedKey("[".repeat(50_000) + "]".repeat(50_000)), undefined);
  });
});
