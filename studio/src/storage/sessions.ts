import type { StoredAsking } from "../ask/askState.ts";
import type { StoredCases } from "../ask/evidence.ts";
import type { StoredQuestion } from "../ask/heldQuestion.ts";
import type { ClaimAsked } from "../network/claimAsked.ts";
import type { Table } from "../train/data.ts";
import type { Settings } from "../train/settings.ts";
import { readKeysUnder, readUnder, write } from "./database.ts";
import type { RunSnapshot, StudySnapshot } from "./snapshot.ts";
import type { StoredDocument } from "./storedDocument.ts";

/** What is told of a session in a list. */
export interface SessionHead {
  readonly id: string;
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly savedAt: number;
  readonly models: number;
  readonly file?: string;
}

/** What one tab works on, without its models and rows, which are kept one by one. */
export interface Session extends SessionHead, StoredDocument {
  readonly version: 2;
  readonly cases?: StoredCases;
  readonly questions?: readonly StoredQuestion[];
  readonly asking?: StoredAsking;
  readonly claim?: ClaimAsked;
  readonly settings: Settings;
  readonly step: "network" | "train" | "ask";
  readonly order: readonly string[];
  readonly study: string | undefined;
}

const HEAD = "session ";
const PARTS = "of ";

export const headKey = (id: string) => `${HEAD}${id}`;
export const partsKey = (id: string) => `${PARTS}${id} `;

/** All that the browser keeps, the latest first. */
export async function sessionHeads(): Promise<readonly Session[]> {
  await adoptFirstRelease();
  const found = [...(await readUnder(HEAD)).values()] as Session[];
  return found.filter(({ version }) => version === 2).sort((a, b) => b.savedAt - a.savedAt);
}

export interface KeptSession {
  readonly session: Session;
  readonly table: Table | undefined;
  readonly runs: ReadonlyMap<string, RunSnapshot>;
  readonly studies: readonly StudySnapshot[];
}

/** A session with everything that belongs to it; undefined where there is none. */
export async function readSession(id: string): Promise<KeptSession | undefined> {
  await adoptFirstRelease();
  const session = (await readUnder(headKey(id))).get(headKey(id)) as Session | undefined;
  if (session?.version !== 2) return undefined;
  const prefix = partsKey(id);
  const parts = await readUnder(prefix);
  const under = <Value>(kind: string) =>
    [...parts].filter(([key]) => key.startsWith(prefix + kind)).map(([, value]) => value as Value);
  return {
    session,
    table: parts.get(`${prefix}table`) as Table | undefined,
    runs: new Map(under<RunSnapshot>("run ").map((run) => [run.id, run])),
    studies: under<StudySnapshot>("study "),
  };
}

export async function deleteSession(id: string): Promise<void> {
  await write(new Map(), [headKey(id), ...(await readKeysUnder(partsKey(id)))]);
}

/** The first release kept one session for all tabs: it becomes one among others. */
async function adoptFirstRelease(): Promise<void> {
  const old = (await readUnder("session")).get("session") as (Session & { table?: Table }) | undefined;
  if (old === undefined) return;
  const id = crypto.randomUUID();
  const { table, ...rest } = old;
  const changes = new Map<string, unknown>();
  const moved = ["session"];
  for (const kind of ["run ", "study "]) {
    for (const [key, value] of await readUnder(kind)) {
      changes.set(partsKey(id) + key, value);
      moved.push(key);
    }
  }
  if (table) changes.set(`${partsKey(id)}table`, table);
  const name = String((old.network as { name?: unknown })?.name ?? "network");
  const head = { id, version: 2, name, savedAt: Date.now(), models: old.order.length };
  changes.set(headKey(id), { ...rest, ...head, ...(table && { file: table.file }) });
  await write(changes, moved);
}
