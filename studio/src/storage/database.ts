const NAME = "siren-vae-studio";
const STORE = "kept";
/** Above every letter of a key. */
const LAST = "\uffff";

let opening: Promise<IDBDatabase> | undefined;
/** Once it is open. */
let database: IDBDatabase | undefined;

/** What the browser keeps of this page under keys that begin alike. */
export async function readUnder(prefix: string): Promise<Map<string, unknown>> {
  const store = (await open()).transaction(STORE).objectStore(STORE);
  const range = IDBKeyRange.bound(prefix, prefix + LAST);
  const [keys, values] = await Promise.all([settled(store.getAllKeys(range)), settled(store.getAll(range))]);
  return new Map(keys.map((key, i) => [String(key), values[i]]));
}

/** The keys alone: values may be large, and reading them holds up the page. */
export async function readKeysUnder(prefix: string): Promise<readonly string[]> {
  const store = (await open()).transaction(STORE).objectStore(STORE);
  return (await settled(store.getAllKeys(IDBKeyRange.bound(prefix, prefix + LAST)))).map(String);
}

/** Writes and deletes in one transaction: all of it or nothing. */
export async function write(changes: ReadonlyMap<string, unknown>, removed: Iterable<string>): Promise<void> {
  const transaction = (await open()).transaction(STORE, "readwrite");
  const store = transaction.objectStore(STORE);
  const finished = new Promise<void>((done, failed) => {
    transaction.oncomplete = () => done();
    transaction.onabort = transaction.onerror = () => failed(transaction.error);
  });
  // Whoever waits hears of the first failure alone.
  finished.catch(() => undefined);
  try {
    // What a put copies holds up the page: one after another, so that nobody waits for several at once.
    for (const [key, value] of changes) await settled(store.put(value, key));
    for (const key of removed) store.delete(key);
  } catch (error) {
    try {
      transaction.abort();
    } catch {
      // It has ended by itself.
    }
    throw error;
  }
  await finished;
}

/** Writes one value without waiting for anything, as a page must that is about to go; only once something was read or written. */
export function writeAtOnce(key: string, value: unknown): void {
  const transaction = database?.transaction(STORE, "readwrite");
  transaction?.objectStore(STORE).put(value, key);
  transaction?.commit();
}

function open(): Promise<IDBDatabase> {
  if (opening === undefined) {
    opening = new Promise((done, failed) => {
      const request = indexedDB.open(NAME, 1);
      request.onupgradeneeded = () => request.result.createObjectStore(STORE);
      request.onsuccess = () => {
        database = request.result;
        // A browser that deletes what it keeps ends the connection: the next one opens another.
        const forget = () => {
          opening = undefined;
          database = undefined;
        };
        database.onclose = forget;
        database.onversionchange = () => {
          request.result.close();
          forget();
        };
        done(database);
      };
      request.onerror = () => failed(request.error);
    });
    // The next one tries again.
    opening.catch(() => {
      opening = undefined;
    });
  }
  return opening;
}

function settled<Value>(request: IDBRequest<Value>): Promise<Value> {
  return new Promise((done, failed) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
}
