import { checkProject, PROJECT_FORMAT, PROJECT_VERSION } from "../../../src/stored/projectSchema.ts";
import { parseTyped, stringifyTyped } from "../../../src/stored/typedJson.ts";
import { networkDocument, openDocument, step } from "../app/state.ts";
import { restoreCases, type StoredCases, storedCases } from "../ask/evidence.ts";
import { restoreQuestions, type StoredQuestion, storedQuestions } from "../ask/heldQuestion.ts";
import { type ClaimAsked, claimAsked } from "../network/claimAsked.ts";
import { type Table, table } from "../train/data.ts";
import { type Settings, settings, withDefaults } from "../train/settings.ts";
import { currentStudy, runs } from "../train/study.ts";
import { findBaselines } from "../train/trainings.ts";
import { fileName, saveFile } from "../ui/saveFile.ts";
import {
  type RunSnapshot,
  runFrom,
  runSnapshot,
  type StudySnapshot,
  studyFrom,
  studySnapshot,
} from "./snapshot.ts";
import { documentFrom, type StoredDocument, storedDocument } from "./storedDocument.ts";

interface ProjectFile extends StoredDocument {
  readonly format: typeof PROJECT_FORMAT;
  readonly version: number;
  readonly settings?: Partial<Settings>;
  readonly cases?: StoredCases;
  readonly questions?: readonly StoredQuestion[];
  readonly claim?: ClaimAsked;
  readonly table?: Table;
  readonly studies?: readonly StudySnapshot[];
  readonly runs?: readonly RunSnapshot[];
}

/** Everything that is here, as one file. */
export function saveProject(): void {
  const studies = [...new Set(runs.value.map((run) => run.study))];
  const project: ProjectFile = {
    format: PROJECT_FORMAT,
    version: PROJECT_VERSION,
    ...storedDocument(networkDocument.value),
    settings: settings.value,
    cases: storedCases(),
    questions: storedQuestions(new Set(studies.map(({ id }) => id))),
    claim: claimAsked.value,
    ...(table.value && { table: table.value }),
    studies: studies.map(studySnapshot),
    runs: runs.value.map(runSnapshot),
  };
  const name = `${fileName(networkDocument.value.name)}.siren.json`;
  saveFile(name, `${stringifyTyped(project)}\n`, "application/json");
}

/** Opens a project; its models come beside those that are there. @throws InputError naming what is wrong */
export function openProject(text: string, where: string): void {
  const content = parseTyped(text, where, "Save the project again.");
  const project = checkProject(content, where) as ProjectFile;
  const document = documentFrom(project, where);
  const known = new Set(runs.value.map(({ id }) => id));
  // What a run that comes back belongs to may still be here.
  const present = new Map(runs.value.map(({ study }) => [study.id, study]));
  const studies = (project.studies ?? []).map((stored) => present.get(stored.id) ?? studyFrom(stored));
  const added = (project.runs ?? [])
    .filter(({ id }) => !known.has(id))
    .map((snapshot) => runFrom(snapshot, studies))
    .filter((run) => run !== undefined);
  openDocument(document, `Project ${where} opened`);
  settings.value = withDefaults(project.settings);
  table.value = project.table;
  runs.value = [...runs.value, ...added];
  const kept = storedCases();
  const isKept = ({ study, name }: StoredCases[number]) =>
    kept.some((one) => one.study === study && one.name === name);
  restoreCases([...kept, ...(project.cases ?? []).filter((one) => !isKept(one))]);
  restoreQuestions(project.questions);
  if (project.claim) claimAsked.value = project.claim;
  // Saved before they were worked out, they are missing in the file.
  for (const { study } of added) findBaselines(study);
  const last = added.at(-1)?.study;
  if (last) currentStudy.value = last;
  step.value = added.some((run) => run.parts.value) ? "ask" : "network";
}
