import { rmSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { programVersion } from "../../experiments/programVersion.ts";
import { inverseDag } from "../../graph/index.ts";
import { loadModel, refuseFolder, writeTogether } from "../../io/index.ts";
import { createModel } from "../../model/index.ts";
import { Random } from "../../numeric/random.ts";
import { denseWeights } from "../../query/index.ts";
import { encodeSafetensors } from "../../stored/index.ts";
import { exportedPrograms } from "../exported/programs.ts";
import { exportReadme } from "../exported/readme.ts";
import { forceOption, jsonOption, quietOption, seedOption } from "../options.ts";
import { named, note, say } from "../terminal.ts";
import { refuseFileName } from "../writtenEnding.ts";

const FILES = ["weights.safetensors", "model.py", "model.R", "graph.dot", "inverse.dot", "README.md"];
const CONTENT = { what: "the export", earlier: "an earlier export", names: FILES };

export function exportCommand(): Command {
  return new Command("export")
    .argument("<folder>", "a model folder, or a project of the studio")
    .requiredOption("-o, --output <folder>", `the folder to write: ${FILES.join(", ")}`)
    .addOption(seedOption("of nothing here: nothing is random"))
    .addOption(jsonOption())
    .addOption(quietOption())
    .addOption(forceOption())
    .addHelpText("after", "\nExample:\n  siren-vae export model -o model-for-pytorch")
    .action(async (folder: string, options) => {
      refuseFileName(options.output);
      refuseFolder(options.output, options.force === true, CONTENT);
      const { model } = loadModel(folder);
      const tensors = denseWeights(model);
      const weights = encodeSafetensors(
        tensors.map(({ name, shape, values, mask }) => ({
          name,
          shape,
          values,
          dtype: mask ? "BOOL" : "F64",
        })),
        { format: "pt", program: `siren-vae ${programVersion()}` },
      );
      // Loaded here only: the reports' libraries take longer to start than the rest of the command.
      const { networkDot } = await import("../../report/index.ts");
      const shape = createModel(model.dag, model.architecture, new Random(0), model.coding);
      const { graph, inverse } = shape;
      const programs = exportedPrograms(model, shape, tensors);
      const files = new Map<string, string | Uint8Array>([
        ["weights.safetensors", weights],
        ...programs.files,
        ["graph.dot", networkDot(graph ?? model.dag)],
        ...(graph && inverse ? [["inverse.dot", networkDot(inverseDag(graph, inverse))] as const] : []),
        ["README.md", exportReadme(model, shape, tensors, programVersion(), programs)],
      ]);
      writeTogether(options.output, files);
      // An earlier export of another kind of model had more files.
      for (const name of FILES) if (!files.has(name)) rmSync(join(options.output, name), { force: true });
      if (programs.because !== undefined) note(programs.because, options.quiet === true);
      if (options.json) {
        say(
          JSON.stringify({
            folder: options.output,
            files: [...files.keys()],
            tensors: tensors.map(({ name, shape: size, mask }) => ({
              name,
              shape: size,
              dtype: mask ? "BOOL" : "F64",
            })),
          }),
        );
      } else {
        note(
          `Wrote ${tensors.length} tensors, the graphs and how to compute with them to ${named(options.output)}.`,
          options.quiet === true,
        );
      }
    });
}
