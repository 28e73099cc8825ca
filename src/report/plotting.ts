/**
 * What pictures are drawn with. The build puts both libraries into this one file, since they bring some sixty packages of which
 * most is never used; whoever installs this project need not have them.
 */
export * as Plot from "@observablehq/plot";
export { parseHTML } from "linkedom";
