import { InputError } from "../../src/numeric/errors.ts";
import type { Work } from "../../src/numeric/work.ts";

/** What a thread of the tests is asked to do. */
export type OddTask =
  | { readonly kind: "add"; readonly to: number }
  | { readonly kind: "tell"; readonly times: number }
  | { readonly kind: "reject" }
  | { readonly kind: "exit" }
  | { readonly kind: "loop" }
  | { readonly kind: "wait" };

export const oddWork: Work<{ readonly base: number }, OddTask, number, string> = {
  name: "odd",
  prepare:
    ({ base }) =>
    async (task, { signal, tell }) => {
      switch (task.kind) {
        case "add":
          return base + task.to;
        case "tell":
          for (let i = 0; i < task.times; i++) tell(`${i}`);
          return task.times;
        case "reject":
          throw new InputError("Expected a, got b.");
        case "exit":
          return process.exit(7);
        case "loop":
          for (;;);
        case "wait":
          return new Promise((_, fail) => {
            signal?.addEventListener("abort", () => {
              tell("told to end");
              fail(signal.reason);
            });
          });
      }
    },
};
