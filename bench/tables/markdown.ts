/** What `siren-vae compare` found of one model; held-out nats a row, lower is better. */
export interface ComparedModel {
  readonly model: string;
  readonly nats: number;
  readonly minusBest: number;
  readonly minusBestStandardError: number;
}

/** A table and its models. */
export interface Compared {
  readonly name: string;
  readonly rowCount: number;
  readonly columnCount: number;
  readonly models: readonly ComparedModel[];
}

const DEFAULT = "trust";

/**
 * How far the default is behind the best of the others, nats a row, negative where it is ahead.
 *
 * @throws an Error where the default, or any other model, was not compared
 */
export function behind({ name, models }: Compared): {
  readonly other: ComparedModel;
  readonly own: ComparedModel;
  readonly mean: number;
  readonly standardError: number;
} {
  const own = models.find(({ model }) => model === DEFAULT);
  const others = models.filter(({ model }) => model !== DEFAULT);
  if (own === undefined || others.length === 0)
    throw new Error(`Expected the fits of ${name} to hold ${DEFAULT} and others.`);
  const other = others.reduce((best, one) => (one.nats < best.nats ? one : best));
  const leads = own.nats <= other.nats;
  // The differences that compare gives are to the best of all.
  const { minusBest, minusBestStandardError: standardError } = leads ? other : own;
  return { own, other, mean: leads ? -minusBest : minusBest, standardError };
}

/** One line a table, as in docs/trust.md. */
export function markdownOf(compared: readonly Compared[]): string {
  const lines = compared.map((one) => {
    const { own, other, mean, standardError } = behind(one);
    const difference = `${Math.abs(mean).toFixed(3)} ± ${standardError.toFixed(3)}`;
    return `| ${[
      one.name,
      `${one.rowCount}, ${one.columnCount}`,
      own.nats.toFixed(3),
      `${other.model} ${other.nats.toFixed(3)}`,
      mean === 0 ? "0" : mean < 0 ? `ahead by ${difference}` : difference,
    ].join(" | ")} |`;
  });
  return [
    "| table | rows, columns | default | best of the others | the default is behind by |",
    "|---|---|---|---|---|",
    ...lines,
  ].join("\n");
}
