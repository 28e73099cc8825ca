import type { ExportedStep } from "./steps/exportedStep.ts";

/** A step under the name of its kind of flow. */
export interface NamedStep {
  readonly kind: string;
  readonly step: ExportedStep;
}

/** A program with what belongs in its @PLACES@; all at once, since a name of a column may look like a place. */
export function filled(program: string, places: Readonly<Record<string, string>>): string {
  return program.replace(/@([A-Z]+)@/g, (_, place: string) => places[place]);
}

export function indented(body: string, by: number): string {
  return body.replace(/^(?=.)/gm, " ".repeat(by));
}
