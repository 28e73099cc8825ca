import { resolve } from "node:path";
import type { Dataset, FoundKind } from "../../data/index.ts";
import { programVersion } from "../../experiments/programVersion.ts";
import { simulationStream } from "../../experiments/streams.ts";
import {
  CHECKPOINT_FILE,
  digestOfNetwork,
  digestOfRows,
  hasCheckpoint,
  isNetworkFile,
  loadCheckpoint,
  loadMeasuredTable,
  openNetwork,
} from "../../io/index.ts";
import { familyDefinitions } from "../../model/index.ts";
import type { BayesianNetwork } from "../../network/index.ts";
import { InputError } from "../../numeric/errors.ts";
import { shellWord } from "../../numeric/shellWord.ts";
import { POSTERIOR_ROWS, posteriorRows, type TrainingCheckpoint } from "../../train/index.ts";
import { requireOneSource } from "../options.ts";
import { simulated } from "../simulatedRows.ts";
import { givenKinds, layoutOf } from "../tableOptions.ts";
import { refuseFileName } from "../writtenEnding.ts";
import { checkSettings } from "./checkedSettings.ts";
import { refuseIdleSettings, refuseIdleShares, refuseTableSettings } from "./idleSettings.ts";
import { checkRequest, overruled, readConfig, requestOfOptions, type TrainRequest } from "./request.ts";

/** A training before its first step. */
export interface Begun {
  readonly request: TrainRequest;
  readonly output: string;
  readonly network: BayesianNetwork;
  /** Whether only an encoder is trained, for the network as it is. */
  readonly amortises: boolean;
  readonly notes: readonly string[];
  readonly data: Dataset;
  /** Of the table's columns; none where rows are simulated. */
  readonly kinds: readonly FoundKind[];
  readonly ignored: readonly string[];
  /** Digests of what is trained on and for. */
  readonly rows: string;
  readonly graph: string;
  readonly resume?: TrainingCheckpoint;
  /** Whether something at the output may be replaced. */
  readonly replace: boolean;
}

/**
 * What the options and a file of settings ask for, read and checked.
 *
 * @throws InputError where something is missing, does not fit or would be overwritten
 */
export async function begin(source: string | undefined, given: Record<string, unknown>): Promise<Begun> {
  const config = given.config === undefined ? {} : readConfig(String(given.config));
  const own = requestOfOptions(source, given);
  // A source of data on the command line replaces the file's.
  const { data: _, simulate: __, ...rest } = config;
  const request = overruled(own.data !== undefined || own.simulate !== undefined ? rest : config, own);
  if (request.network === undefined) throw noNetwork();
  // A file of settings may serve several models, of which an option chooses one; of the file's own choice all are meant.
  const chosen = [own.family, own.model, own.flow].every((choice) => choice === undefined);
  refuseIdleSettings(request, chosen ? request : own);
  checkSettings(request);
  const amortises = request.family !== undefined && familyDefinitions[request.family].amortises === true;
  if (request.data === undefined && (amortises || request.simulate !== undefined))
    refuseTableSettings(config.data === undefined ? request : own);
  if (request.output === undefined) {
    throw new InputError("Expected a folder for the model, got none. Give -o FOLDER.");
  }
  if (hasCheckpoint(request.output) && given.force !== true) {
    throw new InputError(
      `${request.output} holds an interrupted training. Go on with siren-vae train --resume ${shellWord(request.output)}, or add --force to begin anew.`,
    );
  }
  // Messages name files as they were given; going on must find them from any folder.
  const absolute = {
    ...request,
    network: isNetworkFile(request.network) ? resolve(request.network) : request.network,
    ...(request.data && { data: resolve(request.data) }),
  };
  refuseFileName(request.output);
  const loaded = await load(request);
  refuseIdleShares(own, loaded.data.rowCount);
  return { ...loaded, request: absolute, output: request.output, replace: given.force === true };
}

/**
 * An interrupted training as it was left.
 *
 * @throws InputError where its network, its rows or the program are not those that it began with
 */
export async function goOn(
  source: string | undefined,
  given: Record<string, unknown>,
  folder: string,
): Promise<Begun> {
  const surplus = Object.keys(given).filter((key) => !["resume", "json", "quiet", "workers"].includes(key));
  if (source !== undefined || surplus.length > 0) {
    throw new InputError(
      `Expected nothing beside --resume, since the training knows its own settings, got ${source ?? `--${surplus[0]}`}. Leave it out.`,
    );
  }
  const stored = loadCheckpoint(folder);
  const loaded = await load(checkRequest(stored.request, `${folder}/${CHECKPOINT_FILE}`));
  if (loaded.graph !== stored.network) {
    throw new InputError(
      `Expected the network that the training in ${folder} began with, but ${loaded.request.network} is another now. Restore it, or begin anew.`,
    );
  }
  if (loaded.rows !== stored.rows) {
    throw new InputError(
      `Expected the rows that the training in ${folder} began with, but ${loaded.request.data ?? "the network"} gives others now. Restore them, or begin anew.`,
    );
  }
  if (stored.program !== programVersion()) {
    throw new InputError(
      `The training in ${folder} was begun by version ${stored.program} of the program; this is ${programVersion()}, which may train otherwise. Go on with the same version, or begin anew.`,
    );
  }
  return { ...loaded, output: folder, resume: stored.checkpoint, replace: true };
}

async function load(request: TrainRequest): Promise<Omit<Begun, "output" | "replace">> {
  if (request.network === undefined) throw noNetwork();
  const amortises = request.family !== undefined && familyDefinitions[request.family].amortises === true;
  if (!amortises) requireOneSource(request);
  else if (request.data !== undefined) {
    throw new InputError(
      `Expected no table for the family ${request.family}, which is trained on rows of its network, got --data ${request.data}. Leave it out, or give --simulate for the number of rows.`,
    );
  }
  const opened = openNetwork(request.network);
  const given = request.observed ? opened.network.withObserved(request.observed) : opened.network;
  const read =
    request.data === undefined
      ? undefined
      : await loadMeasuredTable(given, request.data, {
          builtIn: !isNetworkFile(request.network),
          layout: layoutOf(request),
          kinds: (columns) => givenKinds(request.kind ?? [], request.levels ?? [], columns),
          allGaussian: request.preset === "paper",
        });
  const network = read?.network ?? given;
  if (amortises) requireParameters(network, request.network);
  const rows = request.simulate ?? POSTERIOR_ROWS;
  const seed = request.seed ?? 0;
  const data = amortises
    ? posteriorRows(network, rows, seed)
    : (read?.data ?? simulated(network, request.simulate!, simulationStream(request.seed ?? 0)));
  return {
    request,
    network,
    amortises,
    notes: [...opened.notes, ...(read?.notes ?? [])],
    data,
    kinds: read?.kinds ?? [],
    ignored: read?.ignored ?? [],
    rows: digestOfRows(data),
    graph: digestOfNetwork(network),
  };
}

/** @throws InputError where a network is a bare structure, which has no rows to draw. */
function requireParameters({ kind }: BayesianNetwork, source: string): void {
  if (kind !== "structure") return;
  throw new InputError(
    `Expected a network with parameters for the family posterior, got ${source}, which is a structure alone. Give a network that can be simulated, or train the family siren on a table.`,
  );
}

function noNetwork(): InputError {
  return new InputError(
    "Expected a network, got none. Name a built-in one (see siren-vae networks) or a file.",
  );
}
