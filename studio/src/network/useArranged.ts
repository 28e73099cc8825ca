import { useMemo } from "preact/hooks";
import type { NetworkDocument } from "../document/document.ts";
import { type Placement, standing, withRoundLatents } from "./placement.ts";
import { useLayout } from "./useLayout.ts";

/** A network that may not be the one in the editor, as it was arranged there, or laid out anew where it never was; undefined until it is. */
export function useArranged(
  { nodes, observed, routes }: NetworkDocument,
  aspect: number | undefined,
): Placement | undefined {
  const known = useMemo(() => nodes.every(({ place }) => place !== undefined), [nodes]);
  const bare = useMemo(
    () => (known ? undefined : nodes.map(({ name, parents }) => ({ name, parents }))),
    [nodes, known],
  );
  const laid = useLayout(bare, aspect);
  return useMemo(() => {
    const plain = known ? standing(nodes, routes) : laid;
    return plain && withRoundLatents(plain, observed);
  }, [nodes, observed, known, laid, routes]);
}
