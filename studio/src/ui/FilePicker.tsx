import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";

interface FilePickerProps {
  readonly label: string;
  readonly accept?: string;
  readonly onFiles: (files: readonly File[]) => void;
  readonly children: ComponentChildren;
  readonly class?: string;
  /** Whether the button shows an icon alone, so that the label must name it. */
  readonly iconOnly?: boolean;
}

/** A button that opens the browser's file dialogue. */
export function FilePicker({
  label,
  accept,
  onFiles,
  children,
  class: className,
  iconOnly,
}: FilePickerProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button
        type="button"
        class={`plain ${className ?? ""}`}
        title={label}
        aria-label={iconOnly ? label : undefined}
        onClick={() => input.current!.click()}
      >
        {children}
      </button>
      <input
        ref={input}
        type="file"
        hidden
        accept={accept}
        aria-label={label}
        onChange={(event) => {
          const files = [...(event.currentTarget.files ?? [])];
          event.currentTarget.value = "";
          if (files.length > 0) onFiles(files);
        }}
      />
    </>
  );
}
