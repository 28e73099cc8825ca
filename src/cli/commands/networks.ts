import { Command } from "commander";
import { builtInNames, builtInNetwork } from "../../network/index.ts";
import { jsonOption, quietOption, seedOption } from "../options.ts";
import { say, table } from "../terminal.ts";

export function networksCommand(): Command {
  return new Command("networks")
    .addOption(seedOption("of nothing here: the list is always the same"))
    .addOption(jsonOption())
    .addOption(quietOption())
    .addHelpText(
      "after",
      "\nExample:\n  siren-vae networks\n\nEvery linear one also has seeded variants: nonlinear ones, such as nonlinear:ecoli70:1, and ones with leaves of all kinds of\ncolumns, such as mixed:ecoli70:1.",
    )
    .action((options) => {
      const rows = builtInNames().map((name) => {
        const network = builtInNetwork(name);
        const floor = network.exact?.entropy() ?? null;
        const { dag } = network;
        return {
          name,
          kind: network.kind,
          observed: dag.observed.length,
          latent: dag.latent.length,
          arcs: dag.arcCount,
          floor,
        };
      });
      if (options.json) {
        say(JSON.stringify(rows));
        return;
      }
      say(
        table(
          ["network", "kind", "observed", "latent", "arcs", "floor (nats)"],
          rows.map(({ name, kind, observed, latent, arcs, floor }) => [
            name,
            kind,
            `${observed}`,
            `${latent}`,
            `${arcs}`,
            floor === null ? "-" : floor.toFixed(3),
          ]),
        ),
      );
    });
}
