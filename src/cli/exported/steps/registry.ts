import type { FlowKind } from "../../../flow/index.ts";
import { affineStep } from "./affine.ts";
import { continuousStep } from "./continuous.ts";
import type { ExportedStep } from "./exportedStep.ts";
import { monotonicStep } from "./monotonic.ts";
import { residualExactStep, residualStep } from "./residual.ts";
import { sinhArcsinhStep } from "./sinhArcsinh.ts";
import { splineStep } from "./spline.ts";
import { tailsStep } from "./tails.ts";

/** The steps of every flow; a flow that is missing here does not compile. */
export const exportedSteps: Readonly<Record<FlowKind, ExportedStep>> = {
  residual: residualStep,
  "residual-exact": residualExactStep,
  affine: affineStep,
  spline: splineStep,
  monotonic: monotonicStep,
  autoregressive: affineStep,
  continuous: continuousStep,
  "dense-residual": residualStep,
  tails: tailsStep,
  "sinh-arcsinh": sinhArcsinhStep,
};
