import type { ComponentChildren } from "preact";
import { useErrorBoundary } from "preact/hooks";
import { saveProject } from "../storage/project.ts";
import { Icon } from "../ui/Icon.tsx";
import { history, undo } from "./state.ts";

/** A part of the page. Where it fails, a sentence and ways back take its place, and the rest of the page stays. */
export function Guarded({ children }: { children: ComponentChildren }) {
  const [problem, tryAgain] = useErrorBoundary();
  if (problem === undefined) return <>{children}</>;
  const { undoLabel } = history;
  return (
    <section class="pane full" aria-label="Fault">
      <div class="empty" role="alert">
        <h2>This view has failed</h2>
        <p>
          Your networks, tables and models are kept. What went wrong:{" "}
          {problem instanceof Error ? problem.message : String(problem)}
        </p>
        <button type="button" class="main" onClick={() => tryAgain()}>
          Try again
        </button>
        {undoLabel.value !== undefined && (
          <button
            type="button"
            class="plain"
            onClick={() => {
              undo();
              tryAgain();
            }}
          >
            <Icon name="undo" /> Undo: {undoLabel.value}
          </button>
        )}
        <button type="button" class="plain" onClick={saveProject}>
          <Icon name="download" /> Save the project as a file
        </button>
      </div>
    </section>
  );
}
