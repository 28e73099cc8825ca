import { notify } from "../app/notices.ts";
import { documentToJson } from "../document/document.ts";
import { type Run, runTitle } from "../train/study.ts";
import { Icon } from "../ui/Icon.tsx";
import { fileName, saveFile } from "../ui/saveFile.ts";
import { askModel } from "./askState.ts";
import { formatRows } from "./formatRows.ts";
import { modelArchive } from "./modelArchive.ts";

const ROWS = 1000;

/** What can be taken away. */
export function FilesView({ run }: { run: Run }) {
  const { document, data } = run.study;
  const name = fileName(`${document.name} ${runTitle(run)}`);
  const guarded = (work: () => void | Promise<void>) => () => {
    void (async () => work())().catch(notify);
  };
  const files = [
    {
      title: "Model",
      text: "A folder for the command line and the library, zipped: model.json and weights.safetensors.",
      save: async () => saveFile(`${name}.zip`, await modelArchive(run, name), "application/zip"),
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
      save: () =>
        saveFile(
          `${fileName(document.name)}.json`,
          `${JSON.stringify(documentToJson(document), null, 1)}\n`,
          "application/json",
        ),
    },
  ];
  return (
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
  );
}
