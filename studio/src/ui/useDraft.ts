import { useLayoutEffect, useState } from "preact/hooks";

/**
 * The text of a field on its way to a value: what is typed, until `text`, that of the value, becomes another. It does so with
 * the picture and not after it, so that nothing that is typed then is lost. Handlers read the field itself: it may be ahead.
 */
export function useDraft(text: string): [string, (typed: string) => void] {
  const [draft, setDraft] = useState(text);
  useLayoutEffect(() => setDraft(text), [text]);
  return [draft, setDraft];
}
