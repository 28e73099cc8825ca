import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { notify } from "../app/notices.ts";
import { networkText } from "../document/document.ts";
import { type Run, runTitle } from "../train/study.ts";
import { Icon } from "../ui/Icon.tsx";
import { fileName, saveFile } from "../ui/saveFile.ts";
import type { Following } from "../worker/lab.ts";
import { askModel } from "./askState.ts";
import { formatRows } from "./formatRows.ts";
import { rowNumber, rowSources } from "./rowSources.ts";
import { Busy } from "./Waiting.tsx";
import { zipped } from "./zip.ts";

const ROWS = 1000;

/** What can be taken away. */
export function FilesView({ run }: { run: Run }) {
  const { document, data } = run.study;
  const name = fileName(`${document.name} ${runTitle(run)}`);
  const work = useSignal<{ readonly what: string; readonly share: number | undefined } | undefined>(
    undefined,
  );
  const abort = useRef(new AbortController());
  useEffect(() => () => abort.current.abort(), []);
  /** A question that takes a while: how far it is stands above the files, and leaving the view gives it up. */
  const slowly = async <Value,>(what: string, question: (following: Following) => Promise<Value>) => {
    work.value = { what, share: undefined };
    try {
      const onProgress = (share: number) => {
        work.value = { what, share };
      };
      return await question({ signal: abort.current.signal, onProgress });
    } finally {
      work.value = undefined;
    }
  };
  const guarded = (save: () => void | Promise<void>) => () => {
    void (async () => save())().catch((error: unknown) => {
      if (!abort.current.signal.aborted) notify(error);
    });
  };
  const files = [
    {
      title: "Model",
      text: "A folder for the command line and the library, zipped: model.json and weights.safetensors.",
      save: async () =>
        saveFile(
          `${name}.zip`,
          await zipped({ [name]: await askModel(run, "modelFiles", {}) }),
          "application/zip",
        ),
    },
    {
      title: `${ROWS} samples`,
      text: "New rows from the model, as CSV.",
      save: async () =>
        saveFile(
          `${name}-samples.csv`,
          formatRows(await askModel(run, "sample", { rows: ROWS, seed: 1 })),
          "text/csv",
        ),
    },
    ...rowSources(run).flatMap(({ key, title, data: rows, ...source }) => [
      ...(rows.values.some(Number.isNaN)
        ? [
            {
              title: `Gaps filled, ${key}`,
              text: `The ${title} with what the model expects in every gap, as CSV: the mean, of counts the median, of labels the likeliest.`,
              save: async () =>
                saveFile(
                  `${name}-${key}-filled.csv`,
                  formatRows(
                    await slowly(`Filling ${title}`, (following) =>
                      askModel(run, "imputeTable", { data: rows }, following),
                    ),
                  ),
                  "text/csv",
                ),
            },
          ]
        : []),
      ...(run.parts.value!.observed.length < run.parts.value!.nodes.length || run.spec.model === "vae"
        ? [
            {
              title: `Hidden nodes, ${key}`,
              text: `Mean, standard deviation and quantiles of every hidden node in each of the ${title}, in the model's own units, as CSV.`,
              save: async () =>
                saveFile(
                  `${name}-${key}-hidden.csv`,
                  formatRows(
                    await slowly(`Inferring hidden nodes of ${title}`, (following) =>
                      askModel(
                        run,
                        "posteriorTable",
                        {
                          data: rows,
                          numbers: Int32Array.from({ length: rows.rowCount }, (_, at) =>
                            rowNumber(source, at),
                          ),
                        },
                        following,
                      ),
                    ),
                  ),
                  "text/csv",
                ),
            },
          ]
        : []),
    ]),
    {
      title: "Training rows",
      text: "The rows that the model learned from, as CSV.",
      save: () => saveFile(`${fileName(document.name)}-train.csv`, formatRows(data.train), "text/csv"),
    },
    {
      title: "Test rows",
      text: "The rows that it is judged by, as CSV.",
      save: () => saveFile(`${fileName(document.name)}-test.csv`, formatRows(data.test), "text/csv"),
    },
    {
      title: "Network",
      text: "The network that the model was trained for, in the project's JSON.",
      save: () => saveFile(`${fileName(document.name)}.json`, networkText(document), "application/json"),
    },
  ];
  return (
    <>
      {work.value && <Busy what={work.value.what} share={work.value.share} />}
      <ul class="files">
        {files.map(({ title, text, save }) => (
          <li key={title}>
            <button type="button" class="plain" onClick={guarded(save)}>
              <Icon name="download" /> {title}
            </button>
            <span class="quiet">{text}</span>
          </li>
        ))}
        <li class="quiet">
          Figures are saved as SVG or PNG above each of them; the whole project at the top of the page.
        </li>
      </ul>
    </>
  );
}
