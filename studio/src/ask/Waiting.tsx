import type { ComponentChildren } from "preact";
import type { Answer } from "./useAnswer.ts";

/** An answer, or that it is being worked out, or why there is none. */
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
  if (answer.value === undefined) {
    return (
      <p class="quiet busy" role="status">
        {what} …
      </p>
    );
  }
  return <>{children(answer.value)}</>;
}
