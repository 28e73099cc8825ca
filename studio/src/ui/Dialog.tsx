import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Icon } from "./Icon.tsx";

interface DialogProps {
  readonly title: string;
  readonly button: ComponentChildren;
  /** The button's name where it shows an icon alone. */
  readonly buttonLabel?: string;
  readonly class?: string;
  readonly onOpen?: () => void;
  /** A function gets a way to close the dialogue. */
  readonly children: ComponentChildren | ((close: () => void) => ComponentChildren);
}

/** A button that opens a dialogue over the page; Escape and its cross close it, and the focus goes back to the button. */
export function Dialog({ title, button, buttonLabel, class: className, onOpen, children }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null);
  const [shown, setShown] = useState(false);
  const close = () => element.current?.close();
  // What a dialogue is opened for is ready to be typed; it is drawn after the dialogue has taken the focus.
  useEffect(() => {
    if (shown) element.current?.querySelector<HTMLElement>("[data-first]")?.focus();
  }, [shown]);
  return (
    <>
      <button
        type="button"
        class={className ?? "icon"}
        aria-label={buttonLabel}
        title={buttonLabel}
        aria-haspopup="dialog"
        onClick={() => {
          setShown(true);
          onOpen?.();
          element.current!.showModal();
        }}
      >
        {button}
      </button>
      <dialog ref={element} aria-label={title} onClose={() => setShown(false)}>
        {shown && (
          <>
            <div class="row spread">
              <h2>{title}</h2>
              <button type="button" class="icon" aria-label="Close" title="Close" onClick={close}>
                <Icon name="close" />
              </button>
            </div>
            {typeof children === "function" ? children(close) : children}
          </>
        )}
      </dialog>
    </>
  );
}
