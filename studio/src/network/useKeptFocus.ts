import { useEffect, useRef } from "preact/hooks";

/** Where the focused part of a panel goes away, such as the button of an arc that it deleted, the panel takes the focus. */
export function useKeptFocus() {
  const panel = useRef<HTMLElement>(null);
  const held = useRef(false);
  useEffect(() => {
    const follow = ({ target }: FocusEvent) => {
      // A step that is left at once goes before its effects do.
      held.current = panel.current?.contains(target as Node) ?? false;
    };
    const leave = ({ target }: PointerEvent) => {
      if (!panel.current?.contains(target as Node)) held.current = false;
    };
    document.addEventListener("focusin", follow);
    document.addEventListener("pointerdown", leave);
    return () => {
      document.removeEventListener("focusin", follow);
      document.removeEventListener("pointerdown", leave);
    };
  }, []);
  useEffect(() => {
    if (held.current && document.activeElement === document.body) panel.current?.focus();
  });
  return panel;
}
