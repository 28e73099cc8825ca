import { useEffect, useState } from "preact/hooks";
import { notify } from "../app/notices.ts";
import { graphTask } from "./graphTasks.ts";
import type { GraphShape, Placement } from "./placement.ts";

/** A layout from the worker; undefined until it has come, and while nothing is asked for. */
export function useLayout(
  nodes: GraphShape["nodes"] | undefined,
  aspect: number | undefined,
): Placement | undefined {
  const [found, setFound] = useState<{ of: GraphShape["nodes"]; placement: Placement }>();
  useEffect(() => {
    if (nodes === undefined || aspect === undefined) return;
    let wanted = true;
    graphTask("place", { graph: { nodes }, aspect })
      .then((placement) => {
        if (wanted) setFound({ of: nodes, placement });
      })
      .catch(notify);
    return () => {
      wanted = false;
    };
  }, [nodes, aspect]);
  return found !== undefined && found.of === nodes ? found.placement : undefined;
}
