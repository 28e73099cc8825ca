/** The worked examples' networks and tables: put together when the page is built, loaded when somebody opens one. */
export interface ExampleFiles {
  readonly network: unknown;
  readonly table: string;
}

export type ExampleName = "questionnaire" | "clinic";

declare const __EXAMPLES__: Readonly<Record<ExampleName, ExampleFiles>>;

(globalThis as { sirenStudioExamples?: typeof __EXAMPLES__ }).sirenStudioExamples = __EXAMPLES__;
