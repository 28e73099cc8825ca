import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { openFiles } from "./openFile.ts";

/** The whole page takes files that are dropped on it. */
export function DropZone() {
  const over = useSignal(false);
  useEffect(() => {
    const holdsFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
    const enter = (event: DragEvent) => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      over.value = true;
    };
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) over.value = false;
    };
    const drop = (event: DragEvent) => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      over.value = false;
      void openFiles([...event.dataTransfer!.files]);
    };
    window.addEventListener("dragover", enter);
    window.addEventListener("dragleave", leave);
    window.addEventListener("drop", drop);
    return () => {
      window.removeEventListener("dragover", enter);
      window.removeEventListener("dragleave", leave);
      window.removeEventListener("drop", drop);
    };
  }, []);
  return over.value ? <div class="drop">Drop a network, a table, or a project</div> : null;
}
