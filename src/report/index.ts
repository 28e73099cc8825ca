export { calibrationFigure } from "./calibrationFigure.ts";
/** Figures and reports as text: SVG and self-contained HTML. */
export { htmlReport, type Report } from "./htmlReport.ts";
export { networkDot } from "./networkDot.ts";
export { networkFigure } from "./networkFigure.ts";
export { type Curve, type Line, trainingCurves } from "./trainingCurves.ts";
