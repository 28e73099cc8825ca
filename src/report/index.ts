export { calibrationFigure } from "./calibrationFigure.ts";
export { type Block, type Cell, cellText, type ReportDocument, slug } from "./document.ts";
export { htmlDocument } from "./htmlDocument.ts";
/** Figures and reports as text: SVG and self-contained HTML. */
export { htmlReport, type Report } from "./htmlReport.ts";
export { escapeMarkdown, type MarkdownOptions, markdownDocument } from "./markdownDocument.ts";
export { networkDot } from "./networkDot.ts";
export { type ArcLabel, type MarkedArc, type NetworkFigureOptions, networkFigure } from "./networkFigure.ts";
export type { Reference, Series, SeriesPoint } from "./seriesPanel.ts";
export { COLOURS, type LegendEntry, type SeriesStyle } from "./seriesStyle.ts";
export { type SmallMultiples, smallMultiples } from "./smallMultiples.ts";
export { type Curve, type Line, trainingCurves } from "./trainingCurves.ts";
