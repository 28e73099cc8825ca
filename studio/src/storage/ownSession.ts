import { type SessionHead, sessionHeads } from "./sessions.ts";

const KEY = "siren-vae-studio-session";
/**
 * Milliseconds: a page that reloads still holds its own session for a moment, on a busy machine a long one, and lets go of it for sure;
 * a tab that was made as a copy of another one waits in vain.
 */
const PATIENCE = { reload: 30_000, other: 1500 };

/** What this tab is to show: its own session, or the latest that no other tab holds; undefined starts a new one. */
export async function claimSession(): Promise<{ id: string; restores: boolean }> {
  const own = remembered();
  const patience = isReload() ? PATIENCE.reload : PATIENCE.other;
  if (own !== undefined && (await hold(own, patience))) return { id: own, restores: true };
  for (const { id } of await kept()) {
    if (navigator.locks && (await hold(id))) return { id: remember(id), restores: true };
  }
  return { id: await newSession(), restores: false };
}

export async function newSession(): Promise<string> {
  const id = crypto.randomUUID();
  await hold(id);
  return remember(id);
}

/** Whether a session is held by a tab, this one included. */
export async function isHeld(id: string): Promise<boolean> {
  if (!navigator.locks) return id === remembered();
  const { held = [] } = await navigator.locks.query();
  return held.some(({ name }) => name === lockName(id));
}

/** Whether a session is this tab's. */
export function isOwn(id: string): boolean {
  return id === remembered();
}

/** Loads the page anew with another session, or with a new one. */
export function switchTo(id: string | undefined): void {
  remember(id ?? crypto.randomUUID());
  location.reload();
}

function isReload(): boolean {
  const [navigation] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  return navigation?.type === "reload";
}

async function kept(): Promise<readonly SessionHead[]> {
  try {
    return await sessionHeads();
  } catch {
    return [];
  }
}

/** Holds a session until the page goes, so that no other tab writes to it. Browsers without locks have each tab by itself. */
function hold(id: string, patience?: number): Promise<boolean> {
  if (!navigator.locks) return Promise.resolve(true);
  return new Promise((done) => {
    const options =
      patience === undefined ? { ifAvailable: true } : { signal: AbortSignal.timeout(patience) };
    navigator.locks
      .request(lockName(id), options, (lock) => {
        done(lock !== null);
        return lock === null ? undefined : new Promise(() => undefined);
      })
      .catch(() => done(false));
  });
}

function lockName(id: string): string {
  return `siren-vae-studio ${id}`;
}

function remembered(): string | undefined {
  try {
    return sessionStorage.getItem(KEY) ?? undefined;
  } catch {
    return undefined;
  }
}

function remember(id: string): string {
  try {
    sessionStorage.setItem(KEY, id);
  } catch {
    // Without it a reload shows the session that was kept last.
  }
  return id;
}
