import type { SettingEffect } from "../query/index.ts";
import { inPercent } from "./queryWords.ts";
import { table, wrapped } from "./terminal.ts";

const MOST_NAMES = 12;

/** What a setting does to the nodes that it reaches, and which it does not. */
export function effectText(effects: readonly SettingEffect[], against: string, confidence: number): string {
  // With shared noise, what a setting does not reach stays the same to the last bit.
  const moved = effects.filter(({ difference, standardError }) => difference !== 0 || standardError > 0);
  const still = [...new Set(effects.map(({ node }) => node))].filter((node) =>
    moved.every((effect) => effect.node !== node),
  );
  const parts: string[] = [];
  if (moved.length > 0) {
    const rows = moved.map(({ node, level, before, after, difference, interval: [low, high] }) => [
      level === undefined ? node : `P(${node} = ${level})`,
      short(before),
      short(after),
      short(difference),
      `${short(low)} to ${short(high)}`,
    ]);
    parts.push(
      table(["mean or probability", against, "with", "effect", `${inPercent(confidence)} interval`], rows),
    );
    parts.push(
      wrapped(
        "The intervals are those of drawing rows from this model, row by row with the same noise; how well the model itself is known, they do not say. More rows (-n) make them narrower.",
      ),
    );
  }
  if (still.length > 0) parts.push(wrapped(`Not reached: ${listed(still)}.`));
  return parts.join("\n\n");
}

function short(value: number): string {
  return value === 0
    ? "0"
    : Math.abs(value) < 1e-4
      ? value.toExponential(1)
      : String(Number(value.toPrecision(4)));
}

function listed(names: readonly string[]): string {
  return names.length > MOST_NAMES
    ? `${names.slice(0, MOST_NAMES - 1).join(", ")} and ${names.length - MOST_NAMES + 1} more`
    : names.join(", ");
}
