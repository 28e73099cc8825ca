import assert from "node:assert/strict";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import fc from "fast-check";
import type { TrainedModel } from "../../src/internals.ts";
import { builtInNetwork, InputError, Random, train } from "../../src/internals.ts";
import { loadModel, parseTable, saveModel, writeTable, writeWhole } from "../../src/io/index.ts";
import { decodeSafetensors, encodeSafetensors, type NamedTensor } from "../../src/stored/index.ts";
import { formatTable } from "../../src/tables/index.ts";

const onlyInputErrors = (work: () => unknown): boolean => {
  try {
    work();
    return true;
  } catch (error) {
    assert.ok(error instanceof InputError, `${error}`);
    assert.doesNotMatch(error.message, /undefined|\[object/);
    return false;
  }
};

test("a single dash is no name to write to, forced or not", () => {
  for (const force of [false, true])
    assert.throws(() => writeWhole("-", "rows", force), {
      name: "InputError",
      message: /got -\. For standard output give \/dev\/stdout/,
    });
  assert.equal(existsSync("-"), false);
});

describe("tables", () => {
  test("numbers come back to the same bits, in any column order", () => {
    const number = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(number, number), { minLength: 1, maxLength: 20 }), (rows) => {
        const data = {
          columns: ["a b", 'q"u,o'],
          rowCount: rows.length,
          values: Float64Array.from(rows.flat()),
        };
        const { data: back } = parseTable(formatTable(data), ['q"u,o', "a b"], "t.csv");
        for (let i = 0; i < rows.length; i++) {
          assert.ok(back.values[2 * i] === rows[i][1] && back.values[2 * i + 1] === rows[i][0]);
        }
      }),
    );
  });

  test("a byte-order mark, CRLF, other separators, blank lines and further columns are understood", () => {
    const text = "\uFEFFz;x;y\r\n1;2;3\r\n\r\n4;5;6\r\n";
    const { data, ignored } = parseTable(text, ["y", "x"], "t.csv");
    assert.deepEqual([...data.values], [3, 2, 6, 5]);
    assert.deepEqual(ignored, ["z"]);
  });

  test("any text is a table or an input error", () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 200 }),
        (text) => void onlyInputErrors(() => parseTable(text, ["a"], "t.csv")),
      ),
    );
    const cell = fc.constantFrom("1", "-2.5", "", "NA", "x", '"', "1e400", "a", ",", "\n", "\r\n", ";");
    fc.assert(
      fc.property(fc.array(cell, { maxLength: 30 }), (cells) => {
        onlyInputErrors(() => parseTable(`a,b\n${cells.join("")}`, ["a"], "t.csv"));
      }),
    );
  });
});

describe("writing", () => {
  const inFolder = (work: (folder: string) => void) => {
    const folder = mkdtempSync(join(tmpdir(), "siren-vae-files-"));
    try {
      work(folder);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  };

  test("replaces what a link points to and keeps the link; leaves nothing where it fails", () => {
    inFolder((folder) => {
      const path = (name: string) => join(folder, name);
      writeFileSync(path("target"), "old");
      symlinkSync(path("target"), path("link"));
      assert.throws(() => writeWhole(path("link"), "new", false), /--force/);
      writeWhole(path("link"), ["n", "ew"], true);
      assert.equal(readFileSync(path("target"), "utf8"), "new");
      assert.ok(lstatSync(path("link")).isSymbolicLink());
      const failing = function* () {
        yield "half";
        throw new Error("no more");
      };
      assert.throws(() => writeWhole(path("target"), failing(), true), InputError);
      assert.equal(readFileSync(path("target"), "utf8"), "new");
      assert.deepEqual(readdirSync(folder).sort(), ["link", "target"]);
    });
  });

  test("makes what a link to nothing points to and keeps the link", () => {
    inFolder((folder) => {
      const path = (name: string) => join(folder, name);
      mkdirSync(path("results"));
      symlinkSync("second", path("first"));
      symlinkSync("results/table.csv", path("second"));
      writeWhole(path("first"), "new", false);
      assert.equal(readFileSync(path("results/table.csv"), "utf8"), "new");
      symlinkSync("results/rows.csv", path("rows"));
      writeTable(path("rows"), { columns: ["a"], rowCount: 1, values: Float64Array.of(2) }, false);
      assert.equal(readFileSync(path("results/rows.csv"), "utf8"), "a\n2\n");
      for (const link of ["first", "second", "rows"]) assert.ok(lstatSync(path(link)).isSymbolicLink(), link);
      symlinkSync("ring", path("ring"));
      assert.throws(() => writeWhole(path("ring"), "new", false), /links of .*ring lead round in a circle/);
      assert.deepEqual(readdirSync(folder).sort(), ["first", "results", "ring", "rows", "second"]);
      assert.deepEqual(readdirSync(path("results")).sort(), ["rows.csv", "table.csv"]);
    });
  });

  test("a device is written to and never replaced", { skip: !existsSync("/dev/null") }, () => {
    inFolder((folder) => {
      // A link, so that a mistake replaces the link and not the device.
      symlinkSync("/dev/null", join(folder, "device"));
      writeWhole(join(folder, "device"), "text", false);
      assert.ok(lstatSync(join(folder, "device")).isSymbolicLink());
      assert.deepEqual(readdirSync(folder), ["device"]);
    });
  });
});

describe("safetensors", () => {
  const tensors = fc.uniqueArray(
    fc.record({ name: fc.string({ minLength: 1 }), values: fc.array(fc.double(), { maxLength: 9 }) }),
    { selector: ({ name }) => name, maxLength: 6 },
  );

  test("round trip", () => {
    fc.assert(
      fc.property(tensors, (list) => {
        fc.pre(list.every(({ name }) => name !== "__metadata__"));
        const given = list.map(({ name, values }) => ({
          name,
          shape: [values.length],
          values: Float64Array.from(values),
        }));
        // Nothing says which of two empty tensors came first.
        const byName = (list: NamedTensor[]) => list.sort((a, b) => (a.name < b.name ? -1 : 1));
        assert.deepEqual(byName(decodeSafetensors(encodeSafetensors(given), "w")), byName(given));
      }),
      {
        examples: [
          [
            [
              { name: "a", values: [] },
              { name: "1", values: [] },
            ],
          ],
        ],
      },
    );
  });

  test("names that objects sort or lose come back in their order", () => {
    const given = ["b", "10", "__proto__", "2", "constructor"].map((name, i) => ({
      name,
      shape: [1],
      values: Float64Array.of(i),
    }));
    assert.deepEqual(decodeSafetensors(encodeSafetensors(given), "w"), given);
  });

  test("cut, stretched and random bytes are input errors", () => {
    const bytes = encodeSafetensors([{ name: "w", shape: [3], values: Float64Array.of(1, 2, 3) }]);
    for (let length = 0; length < bytes.length; length++) {
      assert.equal(
        onlyInputErrors(() => decodeSafetensors(bytes.subarray(0, length), "w")),
        false,
      );
    }
    assert.equal(
      onlyInputErrors(() => decodeSafetensors(Uint8Array.of(...bytes, 0), "w")),
      false,
    );
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 100 }),
        (random) => void onlyInputErrors(() => decodeSafetensors(random, "w")),
      ),
    );
  });
});

describe("model folders", () => {
  const network = builtInNetwork("arithmetic-circuit");
  const data = network.sample(40, new Random(1));
  let folder: string;
  let model: TrainedModel;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "siren-vae-model-"));
    model = await train(network.dag, data, { seed: 1, architecture: { hidden: [12], blocks: 1 } });
    saveModel(join(folder, "m"), model, network);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  test("a loaded model answers with the same bits", () => {
    const { model: loaded, network: stored } = loadModel(join(folder, "m"));
    const ask = (one: TrainedModel) => one.logLikelihood(data, { samples: 5, seed: 2 }).perRow;
    assert.deepEqual(ask(loaded), ask(model));
    assert.equal(stored?.name, network.name);
  });

  test("an existing folder is kept unless forced", () => {
    assert.throws(() => saveModel(join(folder, "m"), model, network), InputError);
    saveModel(join(folder, "m"), model, network, true);
  });

  test("flipped and missing bytes never load as a wrong model", () => {
    for (const name of ["weights.safetensors", "model.json"]) {
      const path = join(folder, "m", name);
      const bytes = readFileSync(path);
      const random = new Random(7);
      for (let i = 0; i < 150; i++) {
        const changed = i % 10 === 0 ? bytes.subarray(0, random.integer(bytes.length)) : Buffer.from(bytes);
        if (i % 10 !== 0) changed[random.integer(bytes.length)] ^= 1 << random.integer(8);
        writeFileSync(path, changed);
        const loads = onlyInputErrors(() => loadModel(join(folder, "m")));
        // White space between the entries of the description carries nothing.
        if (loads) assert.deepEqual(JSON.parse(changed.toString()), JSON.parse(bytes.toString()));
      }
      writeFileSync(path, bytes);
    }
  });

  test("a newer version asks for an update", () => {
    const path = join(folder, "m", "model.json");
    const text = readFileSync(path, "utf8");
    writeFileSync(path, text.replace(/"version": \d+/, '"version": 99'));
    assert.throws(() => loadModel(join(folder, "m")), /version 99.*Update/);
    writeFileSync(path, text);
  });
});
