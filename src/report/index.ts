export * from "./htmlReport.ts";
export * from "./networkFigure.ts";
export * from "./trainingCurves.ts";
