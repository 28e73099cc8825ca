import {
  defaultArchitecture,
  GAUSSIAN,
  parseNetwork,
  Random,
  SirenVae,
  TableCoding,
} from "../../../src/internals.ts";
import { type MaskPicture, maskPictures } from "../network/maskPictures.ts";
import type { Questions } from "./messages.ts";

/** The connections that each layer of a model of the network would have. */
export function answerMasks(question: Questions["masks"]["input"]): readonly MaskPicture[] {
  const { structure, hidden, blocks, types = {} } = question;
  const network = parseNetwork(question.network);
  const { dag } = network;
  const coding = new TableCoding(
    dag.observed.map((node) => {
      const name = dag.names[node];
      const type = (Object.hasOwn(types, name) ? types[name] : network.types?.get(name)) ?? GAUSSIAN;
      return { name, type, mean: 0, deviation: 1 };
    }),
  );
  const architecture = { ...defaultArchitecture, model: structure, hidden: [hidden], blocks };
  return maskPictures(new SirenVae(dag, architecture, new Random(0), coding));
}
