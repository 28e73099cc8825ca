import { useMemo } from "preact/hooks";
import type { NetworkDocument } from "../document/document.ts";
import { routed } from "./arrangement.ts";
import { type Placement, standing, withRoundLatents } from "./placement.ts";
import { useLayout } from "./useLayout.ts";

/**
 * A network that may not be the one in the editor, as it is arranged there, or laid out anew where that is not known; undefined
 * until it is. Its arcs run as in the editor where their ends stand at the same places.
 */
export function useArranged(
  { nodes, observed }: Pick<NetworkDocument, "nodes" | "observed">,
  aspect: number | undefined,
): Placement | undefined {
  const known = useMemo(() => nodes.every(({ place }) => place !== undefined), [nodes]);
  const bare = useMemo(
    () => (known ? undefined : nodes.map(({ name, parents }) => ({ name, parents }))),
    [nodes, known],
  );
  const laid = useLayout(bare, aspect);
  const routes = routed.value;
  return useMemo(() => {
    const plain = known ? standing(nodes, routes) : laid;
    return plain && withRoundLatents(plain, observed);
  }, [nodes, observed, known, laid, routes]);
}
