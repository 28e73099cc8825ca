import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { currentStudy, runs } from "../train/study.ts";
import { Icon } from "../ui/Icon.tsx";
import { goTo, leave, type Stop, walking } from "./guide.ts";

const MARK = "walked";

/** The present stop of a walk: what to look at is outlined, and the rest of the page works as ever. */
export function WalkCard() {
  const now = walking.value;
  const stop = now?.walk.stops[now.at];
  useEffect(() => {
    if (stop === undefined) return;
    let marked: Element | undefined;
    // What a stop looks at is drawn some moments after the step has changed.
    const find = () => {
      const wanted = document.querySelector(stop.at);
      if (wanted === null || wanted.classList.contains(MARK)) return;
      if (wanted !== marked) {
        marked?.classList.remove(MARK);
        wanted.scrollIntoView({ block: "nearest" });
      }
      marked = wanted;
      wanted.classList.add(MARK);
    };
    find();
    const watcher = new MutationObserver(find);
    watcher.observe(document.getElementById("main")!, {
      childList: true,
      subtree: true,
      attributes: true,
      attributeFilter: ["class"],
    });
    return () => {
      watcher.disconnect();
      marked?.classList.remove(MARK);
    };
  }, [stop]);
  if (now === undefined || stop === undefined) return null;
  return <Card key={`${now.walk.key} ${now.at}`} stop={stop} />;
}

function Card({ stop }: { stop: Stop }) {
  const { walk, at } = walking.value!;
  const acted = useSignal(false);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  const last = at === walk.stops.length - 1;
  const needsModel =
    stop.step === "ask" &&
    !runs.value.some((run) => run.study === currentStudy.value && run.parts.value !== undefined);
  return (
    <section class="walk-card" aria-label={walk.title}>
      <h2 ref={heading} tabIndex={-1}>
        {stop.title}{" "}
        <span class="quiet">
          {at + 1} of {walk.stops.length}
        </span>
      </h2>
      <p>{stop.text}</p>
      {needsModel && <p class="quiet">The model is not there yet: wait for it, or go back and start one.</p>}
      <div class="row wrap">
        {stop.action && (
          <button
            type="button"
            class="main"
            disabled={acted.value}
            onClick={() => {
              acted.value = true;
              void stop.action!.run();
            }}
          >
            <Icon name="play" /> {acted.value ? "Started" : stop.action.label}
          </button>
        )}
        {at > 0 && (
          <button type="button" class="plain" onClick={() => goTo(walk, at - 1)}>
            Back
          </button>
        )}
        <button type="button" class={stop.action ? "plain" : "main"} onClick={() => goTo(walk, at + 1)}>
          {last ? "Done" : "Next"}
        </button>
        {!last && (
          <button type="button" class="plain" onClick={leave}>
            Leave
          </button>
        )}
      </div>
    </section>
  );
}
