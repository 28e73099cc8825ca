import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { InputError } from "../../../src/internals.ts";
import { jsonErrorPosition } from "../../../src/network/formats/jsonErrorPosition.ts";
import { parseJson } from "../../../src/network/formats/jsonText.ts";

const isValid = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

describe("the place of an error in JSON", () => {
  const cases: [text: string, place: string][] = [
    ["[1, x]", 'got "x" at line 1, column 5'],
    ['{"a": 1,\n "b": tru}', 'got "t" at line 2, column 7'],
    ['{"a": 1,,}', 'got "," at line 1, column 9'],
    ['{"a": 01}', 'got "1" at line 1, column 8'],
    ["[1,]", 'got "]" at line 1, column 4'],
    ["{} x", 'got "x" at line 1, column 4'],
    ['["a\nb"]', 'got "\\n" at line 1, column 4'],
    ['["\\x"]', 'got "\\\\" at line 1, column 3'],
    ['{"a": 1]', 'got "]" at line 1, column 8'],
    ['{"a" 1}', 'got "1" at line 1, column 6'],
    ['{"a": 1', "the file ends at line 1, column 8"],
    ['["abc', "the file ends at line 1, column 6"],
    ["", "the file ends at line 1, column 1"],
  ];
  for (const [text, place] of cases) {
    test(`of ${JSON.stringify(text)}`, () => {
      assert.throws(
        () => parseJson(text, "own.json"),
        (error) => error instanceof InputError && error.message.includes(`own.json, but ${place}.`),
      );
    });
  }

  test("is there exactly where JSON.parse refuses, and what stands before it can be continued", () => {
    const piece = fc.constantFrom(
      ..."{}[],:",
      '"',
      "\\",
      '"a"',
      "1",
      "-",
      ".5",
      "e9",
      "0",
      "true",
      "nul",
      " ",
      "\n",
      "\u0001",
    );
    const scrambled = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(""));
    const damaged = fc.tuple(fc.json(), fc.nat(), piece).map(([text, at, more]) => {
      const place = at % (text.length + 1);
      return text.slice(0, place) + more + text.slice(place + 1);
    });
    fc.assert(
      fc.property(fc.oneof(scrambled, damaged, fc.json()), (text) => {
        const at = jsonErrorPosition(text);
        assert.equal(at === undefined, isValid(text));
        if (at === undefined) return;
        const before = jsonErrorPosition(text.slice(0, at));
        assert.ok(before === undefined || before >= at, `${before} is before ${at}`);
      }),
      { numRuns: 2000 },
    );
  });

  test("the examples of the documentation", () => {
    assert.equal(jsonErrorPosition("[1, x]"), 4);
    assert.equal(jsonErrorPosition("[1, 2]"), undefined);
  });

  test("a byte-order mark is passed over; a key that objects lose is refused", () => {
    assert.deepEqual(parseJson('\uFEFF{"a": [1]}', "own.json"), { a: [1] });
    assert.throws(() => parseJson('{"a": {"__proto__": 1}}', "own.json"), /own\.json: .*__proto__/);
  });

  test("deep nesting is no crash", () => {
    assert.throws(() => parseJson("[".repeat(200_000), "own.json"), InputError);
  });
});
