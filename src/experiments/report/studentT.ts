import { incompleteBeta } from "../../numeric/special.ts";

/** P(|T| >= |t|) of Student's t with the given degrees of freedom, by the incomplete beta function. */
export function twoSidedT(t: number, degrees: number): number {
  if (!Number.isFinite(t)) return 0;
  return incompleteBeta(degrees / (degrees + t * t), degrees / 2, 0.5);
}
