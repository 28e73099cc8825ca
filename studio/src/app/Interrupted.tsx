import { interrupted } from "../storage/autosave.ts";
import { type Run, runTitle } from "../train/study.ts";
import { continueRun } from "../train/trainings.ts";
import { Icon } from "../ui/Icon.tsx";
import { step } from "./state.ts";

/** After a reload in the middle of a training: whether to go on. */
export function Interrupted() {
  const stopped = interrupted.value;
  if (stopped.length === 0) return null;
  const close = () => {
    interrupted.value = [];
  };
  return (
    <section class="interrupted" aria-label="Interrupted training">
      <p>
        The page was closed while {stopped.map(runTitle).join(" and ")} {stopped.length > 1 ? "were" : "was"}{" "}
        training. {whereTo(stopped)}
      </p>
      <button
        type="button"
        class="main"
        onClick={() => {
          for (const run of stopped) continueRun(run);
          step.value = "train";
          close();
        }}
      >
        <Icon name="play" /> Go on
      </button>
      <button type="button" class="plain" onClick={close}>
        Leave paused
      </button>
    </section>
  );
}

/** What going on means for trainings of which something was kept, and for others. */
function whereTo(stopped: readonly Run[]): string {
  const anew = stopped.filter(({ saved }) => saved === undefined);
  if (anew.length === 0) return "Going on takes up where it was kept last, seconds before.";
  if (anew.length === stopped.length) return "Nothing of it was kept yet: going on begins anew.";
  return `Going on takes up where it was kept last; ${anew.map(runTitle).join(" and ")} begins anew.`;
}
