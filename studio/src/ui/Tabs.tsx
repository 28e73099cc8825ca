import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";

interface TabsProps<Key extends string> {
  readonly tabs: readonly { readonly key: Key; readonly title: string }[];
  readonly current: Key;
  readonly onChange: (key: Key) => void;
  readonly label: string;
  readonly children: ComponentChildren;
}

/** Tabs as screen readers know them: arrow keys move between them, Tab leads into what they show. */
export function Tabs<Key extends string>({ tabs, current, onChange, label, children }: TabsProps<Key>) {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  // On a narrow screen the tabs scroll: the current one must not be out of sight.
  useEffect(() => {
    const shown = list.current!.querySelector<HTMLElement>("[aria-selected=true]")!;
    const { offsetLeft, offsetWidth } = shown;
    list.current!.scrollLeft = offsetLeft - (list.current!.clientWidth - offsetWidth) / 2;
  }, [current]);
  const onKey = (event: KeyboardEvent) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const at = tabs.findIndex(({ key }) => key === current);
    const next = (at + by + tabs.length) % tabs.length;
    onChange(tabs[next].key);
    list.current!.querySelectorAll("button")[next].focus();
  };
  return (
    <>
      <div ref={list} class="tabs" role="tablist" aria-label={label} onKeyDown={onKey}>
        {tabs.map(({ key, title }) => (
          <button
            key={key}
            type="button"
            role="tab"
            id={`${id}-${key}`}
            aria-selected={key === current}
            aria-controls={`${id}-panel`}
            tabIndex={key === current ? 0 : -1}
            onClick={() => onChange(key)}
          >
            {title}
          </button>
        ))}
      </div>
      <div class="tab-panel" role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${current}`}>
        {children}
      </div>
    </>
  );
}
