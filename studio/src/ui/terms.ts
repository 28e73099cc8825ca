export interface Explanation {
  readonly sentence: string;
  /** Paths in a field of 120 by 46. */
  readonly drawing: readonly string[];
  /** Where it comes from. */
  readonly source?: { readonly title: string; readonly address: string };
  /** The page of the documentation that says more, and the heading there. */
  readonly page: "certificate" | "method" | "structures" | "studio" | "trust";
  readonly heading: string;
}

const WEBB = { title: "Webb et al. 2018", address: "https://arxiv.org/abs/1712.00287" };
const MADE = { title: "Germain et al. 2015", address: "https://arxiv.org/abs/1502.03509" };
const RESNET = { title: "Behrmann et al. 2019", address: "https://arxiv.org/abs/1811.00995" };
const WEIGHTS = { title: "Burda et al. 2016", address: "https://arxiv.org/abs/1509.00519" };
const PEARL = { title: "Pearl 2009", address: "https://doi.org/10.1017/CBO9780511803161" };
const SEPARATORS = {
  title: "van der Zander et al. 2019",
  address: "https://doi.org/10.1016/j.artint.2018.12.006",
};
const node = (x: number, y: number) => `M${x - 7},${y}a7,7 0 1 0 14,0a7,7 0 1 0 -14,0`;
const box = (x: number, y: number) => `M${x - 8},${y - 6}h16v12h-16z`;
const arrow = (x1: number, y1: number, x2: number, y2: number) => {
  const length = Math.hypot(x2 - x1, y2 - y1);
  const [dx, dy] = [(x2 - x1) / length, (y2 - y1) / length];
  return `M${x1},${y1}L${x2},${y2}l${-4 * dx - 3 * dy},${-4 * dy + 3 * dx}M${x2},${y2}l${-4 * dx + 3 * dy},${-4 * dy - 3 * dx}`;
};
const bell = (x: number, width: number, height: number) =>
  `M${x - width},40C${x - width / 2},40 ${x - width / 3},${40 - height} ${x},${40 - height}S${x + width / 2},40 ${x + width},40`;

/** Words of the field, each in one sentence. */
export const terms = {
  "the faithful inverse": {
    page: "method",
    heading: "the-parts",
    sentence:
      "The network turned round, from what is measured to what is hidden, with just the arcs that no independence of the original is lost or made up: it says what the encoder reads for each latent.",
    drawing: [
      node(22, 12),
      box(12, 36),
      box(34, 36),
      arrow(20, 19, 14, 28),
      arrow(24, 19, 31, 28),
      node(94, 12),
      box(84, 36),
      box(106, 36),
      arrow(86, 29, 91, 20),
      arrow(104, 29, 97, 20),
      "M52,22h14m-4,-3l4,3l-4,3",
    ],
    source: WEBB,
  },
  "a mask": {
    page: "method",
    heading: "what-is-exact",
    sentence:
      "Which weights of a layer exist at all: a unit may read another only if the graph lets it, and what it may not read is never stored.",
    drawing: [
      "M30,6h60v36h-60z",
      "M34,10h8v8h-8zM46,10h8v8h-8zM46,22h8v8h-8zM58,22h8v8h-8zM70,30h8v8h-8zM58,30h8v8h-8z",
    ],
    source: MADE,
  },
  "the floor": {
    page: "studio",
    heading: "data-of-your-own",
    sentence:
      "The lowest negative log-likelihood that any model can expect, because the rows themselves are random; it is known only where the rows were drawn from this network.",
    drawing: ["M10,38h100", "M12,8C30,8 34,32 60,34S90,36 110,36.5"],
  },
  "the Lipschitz bound": {
    page: "certificate",
    heading: "what-it-says",
    sentence:
      "How far a block of the flow can stretch a distance at most; proven below 1, the block can be turned round, exactly and always.",
    drawing: ["M14,40L106,6", "M14,40C50,36 60,20 106,16"],
    source: RESNET,
  },
  "effective samples": {
    page: "method",
    heading: "what-is-trained-and-what-is-reported",
    sentence:
      "How many independent draws the weighted ones are worth; far below their number, the encoder and the posterior differ, and more draws are needed.",
    drawing: [bell(46, 34, 26), bell(70, 34, 30), "M46,40v-6M56,40v-12M64,40v-18M72,40v-8"],
    source: WEIGHTS,
  },
  "expected information": {
    page: "studio",
    heading: "beliefs-on-the-graph",
    sentence:
      "By how much, on average over the values that it may have, knowing a node would narrow the belief about another: entropy now minus entropy then, in nats; spreads count as if they were normal.",
    drawing: [bell(40, 36, 16), bell(86, 16, 32), "M58,22h10m-4,-3l4,3l-4,3"],
    source: { title: "Lindley 1956", address: "https://doi.org/10.1214/aoms/1177728069" },
  },
  excess: {
    page: "structures",
    heading: "what-a-network-is-worth",
    sentence:
      "What a model's negative log-likelihood lies above the floor, in nats a row: what it has not learned.",
    drawing: ["M10,38h100", "M30,14h20v24h-20z", "M66,26h20v12h-20z"],
  },
  trust: {
    page: "trust",
    heading: "what-happens-in-training",
    sentence:
      "How firmly the network is held to: with little trust, arcs that it lacks may take part where the rows speak for them.",
    drawing: [
      node(24, 12),
      node(24, 36),
      node(70, 24),
      arrow(31, 14, 62, 22),
      "M31,35l5,-1.5m4,-1.2l5,-1.5m4,-1.2l5,-1.5m3,-1l4,-1",
    ],
  },
  "a doubtful arc": {
    page: "trust",
    heading: "the-critique",
    sentence:
      "An arc that would help to predict rows held out and is missing, or is there and does not help: both are found by fitting linear models with and without it, and told with the standard error of the difference.",
    drawing: [
      node(24, 12),
      node(24, 36),
      node(90, 24),
      arrow(31, 14, 82, 22),
      "M31,35l8,-1.5m5,-1l8,-1.5m5,-1l8,-1.5m5,-1l8,-1.5",
    ],
  },
  do: {
    page: "studio",
    heading: "beliefs-on-the-graph",
    sentence:
      "To set a node by hand, whatever its causes say: its incoming arcs are cut, so what is upstream stays as it was and only what follows from it moves.",
    drawing: [
      node(20, 23),
      node(60, 23),
      node(100, 23),
      "M28,23h8m4,0h4m4,0h4",
      "M36,15l8,16",
      arrow(68, 23, 91, 23),
    ],
    source: PEARL,
  },
  "d-separation": {
    page: "studio",
    heading: "the-network-as-a-claim",
    sentence:
      "Two nodes are d-separated by others if these block every path between them; then the network promises that they tell nothing of each other once the others are known.",
    drawing: [
      node(20, 23),
      node(60, 23),
      node(100, 23),
      arrow(28, 23, 51, 23),
      arrow(68, 23, 91, 23),
      "M52,34h16M52,12h16",
    ],
    source: PEARL,
  },
  "an adjustment set": {
    page: "studio",
    heading: "the-network-as-a-claim",
    sentence:
      "Measured nodes that close every back door from cause to outcome and open none: comparing rows alike in them shows the effect alone.",
    drawing: [
      node(24, 34),
      node(96, 34),
      box(60, 10),
      arrow(32, 34, 87, 34),
      arrow(52, 14, 31, 29),
      arrow(68, 14, 89, 29),
    ],
    source: SEPARATORS,
  },
} as const satisfies Readonly<Record<string, Explanation>>;

export type Term = keyof typeof terms;
