import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { AskStep } from "../ask/AskStep.tsx";
import { leave } from "../guide/guide.ts";
import { WalkCard } from "../guide/WalkCard.tsx";
import { NetworkStep } from "../network/NetworkStep.tsx";
import { TrainingStatus } from "../train/TrainingStatus.tsx";
import { TrainStep } from "../train/TrainStep.tsx";
import { DropZone } from "./DropZone.tsx";
import { Guarded } from "./Guarded.tsx";
import { Interrupted } from "./Interrupted.tsx";
import { Notices } from "./Notices.tsx";
import { dismiss, notices } from "./notices.ts";
import { StorageTrouble } from "./StorageTrouble.tsx";
import { redo, step, undo } from "./state.ts";
import { TopBar } from "./TopBar.tsx";

export function App() {
  const shown = useRef(false);
  useLayoutEffect(() => {
    if (shown.current) beginStep();
    shown.current = true;
  }, [step.value]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented) return;
      if (event.key === "Escape") return takeBack();
      if (!(event.ctrlKey || event.metaKey)) return;
      // Fields have an undo of their own.
      if ((event.target as Element).closest("input,textarea,select")) return;
      const key = event.key.toLowerCase();
      if (key === "z" && !event.shiftKey) undo();
      else if (key === "y" || (key === "z" && event.shiftKey)) redo();
      else return;
      event.preventDefault();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
  return (
    <>
      <a class="skip" href="#main">
        Skip to the content
      </a>
      <div class="top-frame">
        <TopBar />
        <TrainingStatus />
      </div>
      <StorageTrouble />
      <Interrupted />
      <main id="main" tabIndex={-1} class={`step-${step.value}`}>
        <Guarded key={step.value}>
          {step.value === "network" && <NetworkStep />}
          {step.value === "train" && <TrainStep />}
          {step.value === "ask" && <AskStep />}
        </Guarded>
      </main>
      <WalkCard />
      <Notices />
      <DropZone />
    </>
  );
}

/** Takes back one thing: what is open closes by itself, then the last message goes, then the walk ends. */
function takeBack(): void {
  if (document.querySelector("dialog[open], :popover-open") !== null) return;
  const last = notices.value.at(-1);
  if (last) dismiss(last.id);
  else leave();
}

/** Each step begins at its beginning; a focus that went with a button of the last one is put there. */
function beginStep(): void {
  window.scrollTo(0, 0);
  const { activeElement, body } = document;
  if (activeElement === null || activeElement === body)
    document.getElementById("main")?.focus({ preventScroll: true });
}
