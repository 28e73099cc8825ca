import { dealFolds, type FoldRows } from "../../data/index.ts";
import { ComputationError } from "../../numeric/errors.ts";
import { type ComparisonJob, type ComparisonResult, comparisonId } from "./comparisonJob.ts";
import type { ComparisonMaterial } from "./comparisonMaterial.ts";

/**
 * The rows that a job fits and those that it scores, in the order of its deal.
 *
 * @throws ComputationError where it names a group that the table does not have
 */
export function foldRows({ data, groups }: ComparisonMaterial, job: ComparisonJob): FoldRows {
  const code = job.group === null ? -1 : groups?.names.indexOf(job.group);
  if (code === undefined || (code < 0 && job.group !== null))
    throw new ComputationError(`${comparisonId(job)} names a group that its table does not have.`);
  const inGroup = (row: number) => code < 0 || groups!.codes[row] === code;
  const fold = dealFolds(data.rowCount, job.folds, job.seed, groups?.codes)[job.fold - 1];
  return {
    trainingRows: fold.trainingRows.filter(inGroup),
    heldOutRows: fold.heldOutRows.filter(inGroup),
  };
}

/** What is wrong with the rows of a stored fit: densities of another fold must not stand in the place of its own. */
export function rowsProblem(material: ComparisonMaterial): (result: ComparisonResult) => string | undefined {
  return (result) => {
    const { heldOutRows } = foldRows(material, result);
    const { rows } = result;
    if (rows.length === heldOutRows.length && rows.every((row, i) => row === heldOutRows[i]))
      return undefined;
    return `the field 'rows': expected the ${heldOutRows.length} rows of its fold, got others`;
  };
}
