/** The colour of a node by its name: of a thousand nodes, to ask the styles for each takes longer than to paint them. */
export function nodeColours(
  style: CSSStyleDeclaration,
  isObserved: (name: string) => boolean,
): (name: string) => string {
  const [observed, latent] = ["--observed", "--latent"].map((name) => style.getPropertyValue(name));
  return (name) => (isObserved(name) ? observed : latent);
}
