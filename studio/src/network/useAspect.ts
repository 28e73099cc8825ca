import { useEffect, useState } from "preact/hooks";

/** Width over height of an element, in steps, so that small changes of size don't lay a graph out anew. */
export function useAspect(element: { readonly current: HTMLElement | null }): number | undefined {
  const [aspect, setAspect] = useState<number | undefined>(undefined);
  useEffect(() => {
    const frame = element.current!;
    const watcher = new ResizeObserver(() => {
      const { clientWidth, clientHeight } = frame;
      if (clientHeight > 0) setAspect(Math.max(0.25, Math.round((4 * clientWidth) / clientHeight) / 4));
    });
    watcher.observe(frame);
    return () => watcher.disconnect();
  }, []);
  return aspect;
}
