import { useId } from "preact/hooks";
import { type Explanation, type Term, terms } from "./terms.ts";

/** A question mark beside a word of the field: one sentence, a small drawing, and where it comes from. */
export function Explain({ term }: { term: Term }) {
  const id = useId();
  const { sentence, drawing, source, page, heading }: Explanation = terms[term];
  return (
    <>
      <button type="button" class="question" aria-label={`What is ${term}?`} popovertarget={id}>
        ?
      </button>
      <span id={id} popover="auto" class="explanation" role="note">
        <b>{term}</b>
        <svg viewBox="0 0 120 46" width="180" height="69" aria-hidden="true">
          {drawing.map((d) => (
            <path key={d} d={d} />
          ))}
        </svg>
        <span>{sentence}</span>
        <a href={`help-${page}.html#${heading}`} target="_blank" rel="noreferrer">
          More about it
        </a>
        {source && (
          <a href={source.address} target="_blank" rel="noreferrer">
            {source.title}
          </a>
        )}
      </span>
    </>
  );
}
