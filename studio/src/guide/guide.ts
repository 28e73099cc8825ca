import { signal } from "@preact/signals";
import { builtInNetwork, parseNetwork } from "../../../src/internals.ts";
import { notify } from "../app/notices.ts";
import { openDocument, type Step, step } from "../app/state.ts";
import { type AskView, askView } from "../ask/askState.ts";
import { documentOf } from "../document/document.ts";
import { type NetworkView, networkView } from "../network/views.ts";
import { table } from "../train/data.ts";
import { openTable } from "../train/openTable.ts";
import { startFromSettings } from "../train/startFromSettings.ts";
import { loadScript } from "../worker/startWorker.ts";
import type { ExampleFiles, ExampleName } from "./examplesScript.ts";

/** One stop of a walk through the page: where to look, and what to try there. */
export interface Stop {
  readonly title: string;
  readonly text: string;
  readonly step: Step;
  readonly network?: NetworkView;
  readonly ask?: AskView;
  /** What to look at. */
  readonly at: string;
  /** Something that the walk can do for a person. */
  readonly action?: { readonly label: string; readonly run: () => void | Promise<void> };
}

export interface Walk {
  readonly key: string;
  readonly title: string;
  readonly question: string;
  readonly open: () => void | Promise<void>;
  readonly stops: readonly Stop[];
}

/** The walk that is on, and where it is. */
export const walking = signal<{ readonly walk: Walk; readonly at: number } | undefined>(undefined);

export async function begin(walk: Walk): Promise<void> {
  try {
    await walk.open();
    goTo(walk, 0);
  } catch (error) {
    notify(error);
  }
}

export function goTo(walk: Walk, at: number): void {
  const stop = walk.stops[at];
  if (stop === undefined) {
    leave();
    return;
  }
  step.value = stop.step;
  if (stop.network) networkView.value = stop.network;
  if (stop.ask) askView.value = stop.ask;
  walking.value = { walk, at };
}

export function leave(): void {
  if (walking.value === undefined) return;
  // Whoever is in the card goes on in the page that it spoke of.
  const wasNowhereElse = document.activeElement?.matches("body, .walk-card *") ?? true;
  walking.value = undefined;
  if (wasNowhereElse) document.getElementById("main")?.focus({ preventScroll: true });
}

function openBuiltIn(name: string): void {
  table.value = undefined;
  openDocument(documentOf(builtInNetwork(name)), `Network ${name} opened`);
}

async function openExample(name: ExampleName): Promise<void> {
  const holder = globalThis as { sirenStudioExamples?: Readonly<Record<ExampleName, ExampleFiles>> };
  if (holder.sirenStudioExamples === undefined) await loadScript("examples.js");
  const { network, table: text } = holder.sirenStudioExamples![name];
  openDocument(documentOf(parseNetwork(network, name)), `Example ${name} opened`);
  await openTable(new File([text], `${name}.csv`));
}

/** A training that a walk waits for: seconds, not minutes. */
function shortTraining(epochs: number): Stop["action"] {
  return {
    label: "Start a short training",
    run: async () => {
      try {
        await startFromSettings({
          models: ["true"],
          method: "watch",
          epochs,
          start: "linear-gaussian",
          repeats: 1,
        });
      } catch (error) {
        notify(error);
      }
    },
  };
}

export const tour: Walk = {
  key: "tour",
  title: "The tour, ninety seconds",
  question: "What is all this, on a network of genes?",
  open: () => openBuiltIn("ecoli70"),
  stops: [
    {
      title: "A network is a claim",
      text: "46 genes of E. coli. Boxes are measured, ellipses are not; an arrow says what depends on what. Click a node to see more of it. Undo brings everything back.",
      step: "network",
      at: '[data-testid="network"]',
    },
    {
      title: "Turned round",
      text: "To guess hidden genes from measured ones, the model reads the network backwards. This is that inverse: it loses no dependence and makes none up. Play shows how it is found.",
      step: "network",
      network: "inverse",
      at: ".inverse-view",
    },
    {
      title: "Train",
      text: "Rows are drawn from the network, as nobody measured these genes here; your own table would stand in their place. Start, and watch.",
      step: "train",
      at: '[aria-label="Models"]',
      action: shortTraining(120),
    },
    {
      title: "How good is it?",
      text: "Lower is better. The black line is the floor: nobody can be better, because the rows themselves are random. Dashed lines are Gaussian models. On the graph shows what was learned of each arc.",
      step: "train",
      at: "#training",
    },
    {
      title: "Ask",
      text: "Every node has its belief in it. Click the bars of a measured gene where you think it is, and all others move. With do, or with Alt held, you set it instead, and nothing upstream moves.",
      step: "ask",
      ask: "beliefs",
      at: ".tab-panel",
    },
    {
      title: "Now yours",
      text: "New, Paste or File begin a network of your own; a table is opened in step 2 or dropped anywhere. Everything stays on this machine. The worked examples go on from here.",
      step: "network",
      at: '[aria-label="Network"]',
    },
  ],
};

export const examples: readonly Walk[] = [
  {
    key: "questionnaire",
    title: "A questionnaire",
    question: "Who is under strain, and what would an answer left out have been?",
    open: () => openExample("questionnaire"),
    stops: [
      {
        title: "Two things nobody asked",
        text: "220 people answered nine statements from 1 to 5. Strain and support were never asked: they are ellipses, and the arrows say which statements speak of which.",
        step: "network",
        at: '[data-testid="network"]',
      },
      {
        title: "What the columns are",
        text: "Answers are levels in an order, the team is a label, sick days are counts: found from the table, and changed here if found wrongly. Gaps stay gaps.",
        step: "train",
        at: '[aria-label="Data"]',
        action: shortTraining(200),
      },
      {
        title: "An answer left out",
        text: "Choose the rows of questionnaire.csv. Untick a statement: its five levels come with a probability each, given all that the person did answer. Below stands what is believed of strain and support.",
        step: "ask",
        ask: "row",
        at: ".tab-panel",
      },
      {
        title: "Which question tells most?",
        text: "Select strain, then press Compare the open nodes: the statements by what an answer would tell of strain, in nats. Click answers in the picture and it changes.",
        step: "ask",
        ask: "beliefs",
        at: ".tab-panel",
      },
    ],
  },
  {
    key: "clinic",
    title: "A medical table",
    question: "How ill is a patient whom no instrument read, and what if nobody smoked?",
    open: () => openExample("clinic"),
    stops: [
      {
        title: "A hidden cause",
        text: "260 made-up patients. Inflammation was never measured; it shows in a blood value, fever, cough and how far a patient walks. Age, sex and smoking are causes.",
        step: "network",
        at: '[data-testid="network"]',
      },
      {
        title: "Labels, counts, gaps",
        text: "The blood value is positive with a long tail, cough is a count, smoking a label with gaps. Each gets a likelihood of its kind.",
        step: "train",
        at: '[aria-label="Data"]',
        action: shortTraining(200),
      },
      {
        title: "How ill?",
        text: "Take a row as evidence in the fields, or click what you know of a patient: the belief about inflammation narrows.",
        step: "ask",
        ask: "beliefs",
        at: ".tab-panel",
      },
      {
        title: "If nobody smoked",
        text: "Set smoking to never and see who would be admitted. That is a statement about causes: it holds as far as the arrows are causes and no common cause was left out.",
        step: "ask",
        ask: "intervene",
        at: ".tab-panel",
      },
    ],
  },
  {
    key: "nonlinear",
    title: "A nonlinear network",
    question: "What does a flow see that a line does not?",
    open: () => openBuiltIn("arithmetic-circuit"),
    stops: [
      {
        title: "Products and sines",
        text: "Here nodes are products and other bent functions of their parents. Click one: its formula stands on the left. No linear model is right about it.",
        step: "network",
        at: '[data-testid="network"]',
      },
      {
        title: "Start from noise",
        text: "Train with the network and without it, beside the Gaussian models that are drawn as dashed lines.",
        step: "train",
        at: '[aria-label="Models"]',
        action: {
          label: "Start a training of both",
          run: async () => {
            try {
              await startFromSettings({
                models: ["true", "vae"],
                method: "watch",
                epochs: 300,
                start: "random",
                repeats: 1,
              });
            } catch (error) {
              notify(error);
            }
          },
        },
      },
      {
        title: "How much better?",
        text: "The paired difference and its error say whether the flow is really better than the best line.",
        step: "ask",
        ask: "compare",
        at: ".tab-panel",
      },
      {
        title: "Two columns at once",
        text: "Choose two measured nodes: the cloud of the rows in grey, that of the model in colour. Where it bends, no Gaussian follows.",
        step: "ask",
        ask: "samples",
        at: ".tab-panel",
      },
    ],
  },
];
