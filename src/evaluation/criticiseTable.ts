import { type Dataset, isGaussian, requireTable } from "../data/index.ts";
import { Dag, measuredBy, requireDag } from "../graph/index.ts";
import { critiqueShapes } from "../learn/critique/criticise.ts";
import { type ColumnFeatures, type Critique, type CritiqueOptions, criticise } from "../learn/index.ts";
import { codingOf, type TableCoding } from "../likelihood/index.ts";
import { featureGraph } from "../model/index.ts";
import { functionShape, type OptionShapes, requireOptions } from "../numeric/optionShapes.ts";
import { type RareLevel, withoutRareLevels } from "./rareLevels.ts";

/** As for `criticise`, without features: those of the columns are taken. */
export interface CriticiseTableOptions extends Omit<CritiqueOptions, "features"> {
  /** Told which labels count as the commonest one of their column, if there are any. */
  readonly onRareLevels?: ((rare: readonly RareLevel[]) => void) | undefined;
}

const { features: _, ...common } = critiqueShapes;
const tableShapes: OptionShapes<CriticiseTableOptions> = { ...common, onRareLevels: functionShape };

/**
 * Criticises a network by a table of any kinds of columns: a linear-Gaussian network sees each column by the features that
 * models read it by, and verdicts are about columns again. Labels in fewer than five rows count as the commonest one of their column.
 *
 * @param network where nobody said which of its nodes are observed, those that have a column
 * @param data rows of the measured nodes in their order, NaN where a value is missing
 * @throws InputError as the fits do, with fewer rows than folds; an AbortError where the signal says so
 *
 * @example
 * const network = builtInNetwork("asia");
 * const critique = await criticiseTable(network.dag, network.sample(100, new Random(1)), { resamplings: 2 });
 * critique.requested.map(({ parent, child }) => `${parent} -> ${child}`);
 */
export function criticiseTable(
  network: Dag,
  data: Dataset,
  given: CriticiseTableOptions = {},
): Promise<Critique> {
  requireDag(network);
  requireTable(data);
  requireOptions(given, tableShapes, {
    what: "options of the critique",
    example: "such as { resamplings: 2 }",
  });
  const { onRareLevels, ...options } = given;
  const dag = measuredBy(network, data.columns);
  if (isGaussian(data)) return criticise(dag, data, options);
  const { data: common, rare } = withoutRareLevels(data, codingOf(data));
  if (rare.length > 0) onRareLevels?.(rare);
  const coding = codingOf(common);
  const features = columnFeatures(dag, coding);
  const { observed, names } = features.graphOf(dag);
  const columns = observed.map((node) => names[node]);
  const { rowCount } = data;
  const values = coding.features(common.values, rowCount);
  return criticise(dag, { columns, rowCount, values }, { ...options, features });
}

/**
 * Features of one column exclude each other or go together whatever the network says, so that they read each other in every
 * graph: no arc of the network is praised or blamed for it.
 */
function columnFeatures(dag: Dag, coding: TableCoding): ColumnFeatures {
  const owner = coding.columnOfFeature();
  const graphOf = (network: Dag): Dag => {
    const { graph, features } = featureGraph(network, coding);
    if (features.length === network.observed.length) return graph;
    const specs = graph.toSpecs();
    features.forEach((node, row) => {
      const { name, parents } = specs[node];
      const within = features.slice(0, row).filter((_, other) => owner[other] === owner[row]);
      specs[node] = { name, parents: [...within.map((other) => graph.names[other]), ...parents] };
    });
    return Dag.create(
      specs,
      features.map((node) => graph.names[node]),
    );
  };
  const { graph, latents, features } = featureGraph(dag, coding);
  const nodeOf = new Int32Array(graph.size);
  latents.forEach((node, k) => {
    nodeOf[node] = dag.latent[k];
  });
  features.forEach((node, row) => {
    nodeOf[node] = dag.observed[owner[row]];
  });
  return { graphOf, nodeOf };
}
