export * from "./answers.ts";
export { type ColumnFeatures, type CritiqueOptions, criticise } from "./criticise.ts";
