/** What a person may have meant who gives JSON without a word of its format. */
export function otherJson(json: object): string {
  if ("edgesSet" in json) return "This is a graph of Tetrad: save it as text there.";
  if ("_subgraph_cnt" in json)
    return "This is a picture that Graphviz wrote: give the DOT of which it was made, or write DOT by -Tdot.";
  const values = Object.values(json);
  const isNames = (value: unknown) =>
    Array.isArray(value) && value.every((one) => typeof one === "string" || typeof one === "number");
  return values.length > 0 && values.every(isNames)
    ? "Lists of names do not say whether they are parents or children: write the arcs as lines from,to into a file that ends in .csv."
    : 'Other JSON that is read has "nodes" and "links", "edges" or "adjacency", or "nodes", "arcs" and "cpds".';
}
