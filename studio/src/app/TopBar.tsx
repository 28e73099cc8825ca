import { Guide } from "../guide/Guide.tsx";
import { Icon } from "../ui/Icon.tsx";
import { ProjectTools } from "./ProjectTools.tsx";
import { history, redo, type Step, step, undo } from "./state.ts";
import { theme, toggleTheme } from "./theme.ts";

const STEPS: readonly { readonly key: Step; readonly title: string }[] = [
  { key: "network", title: "Network" },
  { key: "train", title: "Train" },
  { key: "ask", title: "Ask" },
];

export function TopBar() {
  const { undoLabel, redoLabel } = history;
  return (
    <header class="top">
      <h1>
        <img src="icon.svg" width="26" height="26" alt="" /> <span>siren-vae studio</span>
      </h1>
      <nav aria-label="Steps">
        {STEPS.map(({ key, title }, i) => (
          <button
            key={key}
            type="button"
            class="step"
            aria-current={step.value === key ? "step" : undefined}
            onClick={() => {
              step.value = key;
            }}
          >
            <b aria-hidden="true">{i + 1}</b> {title}
          </button>
        ))}
      </nav>
      <div class="tools">
        <Guide />
        <ProjectTools />
        <button
          type="button"
          class="icon"
          aria-label="Undo"
          title={undoLabel.value ? `Undo: ${undoLabel.value}` : "Nothing to undo"}
          disabled={undoLabel.value === undefined}
          onClick={undo}
        >
          <Icon name="undo" />
        </button>
        <button
          type="button"
          class="icon"
          aria-label="Redo"
          title={redoLabel.value ? `Redo: ${redoLabel.value}` : "Nothing to redo"}
          disabled={redoLabel.value === undefined}
          onClick={redo}
        >
          <Icon name="redo" />
        </button>
        <button
          type="button"
          class="icon"
          aria-label={theme.value === "dark" ? "Light colours" : "Dark colours"}
          title={theme.value === "dark" ? "Light colours" : "Dark colours"}
          onClick={toggleTheme}
        >
          <Icon name={theme.value === "dark" ? "sun" : "moon"} />
        </button>
      </div>
    </header>
  );
}
