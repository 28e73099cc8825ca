import { InputError } from "../../src/numeric/errors.ts";
import type { Work } from "../../src/numeric/work.ts";

/** What a thread of the tests is asked to do. */
export type OddTask =
  | { readonly kind: "add"; readonly to: number }
  | { readonly kind: "tell"; readonly times: number }
  | { readonly kind: "reject" }
  | { readonly kind: "exit" }
  | { readonly kind: "loop" }
  | { readonly kind: "wait" }
  /** Tells that it begins, and counts until it is at its limit. */
  | { readonly kind: "count" };

export const oddWork: Work<{ readonly base: number }, OddTask, number, string> = {
  name: "odd",
  prepare:
    ({ base }) =>
    async (task, { signal, tell, limit }) => {
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
        case "count": {
          tell("begun");
          let count = 0;
          for (; count < limit!.value; count++) await new Promise((resolve) => setTimeout(resolve, 1));
          return count;
        }
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
