import type { ComponentChildren } from "preact";
import type { Answer } from "./useAnswer.ts";

/** An answer, or that it is being worked out and how far, or why there is none. */
export function Waiting<Value>(props: {
  answer: Answer<Value>;
  what: string;
  children: (value: Value) => ComponentChildren;
}) {
  const { answer, what, children } = props;
  if (answer.problem !== undefined) {
    return (
      <p class="wrong" role="alert">
        {answer.problem}
      </p>
    );
  }
  if (answer.value === undefined) return <Busy what={what} share={answer.share} />;
  return <>{children(answer.value)}</>;
}

export function Busy({ what, share }: { what: string; share: number | undefined }) {
  return (
    <div class="waiting">
      <p class="quiet busy" role="status">
        {what} …
      </p>
      {share !== undefined && <progress max={1} value={share} aria-label={what} />}
    </div>
  );
}
