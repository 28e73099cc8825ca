import {
  areaY,
  barX,
  barY,
  binX,
  dot,
  line,
  lineY,
  plot,
  rectY,
  ruleX,
  ruleY,
  text,
  tickX,
} from "@observablehq/plot";

/** What the studio draws charts with: a script of its own, which the first chart loads. */
const charts = { areaY, barX, barY, binX, dot, line, lineY, plot, rectY, ruleX, ruleY, text, tickX };

export type Charts = typeof charts;

(globalThis as { sirenStudioCharts?: Charts }).sirenStudioCharts = charts;
