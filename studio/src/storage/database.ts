const NAME = "siren-vae-studio";
const STORE = "kept";

let opening: Promise<IDBDatabase> | undefined;

/** What the browser keeps of this page, by key. */
export async function readAll(): Promise<Map<string, unknown>> {
  const store = (await open()).transaction(STORE).objectStore(STORE);
  const [keys, values] = await Promise.all([settled(store.getAllKeys()), settled(store.getAll())]);
  return new Map(keys.map((key, i) => [String(key), values[i]]));
}

/** The keys alone: values may be large, and reading them holds up the page. */
export async function readKeys(): Promise<readonly string[]> {
  const store = (await open()).transaction(STORE).objectStore(STORE);
  return (await settled(store.getAllKeys())).map(String);
}

/** Writes and deletes in one transaction: all of it or nothing. */
export async function write(changes: ReadonlyMap<string, unknown>, removed: Iterable<string>): Promise<void> {
  const transaction = (await open()).transaction(STORE, "readwrite");
  const store = transaction.objectStore(STORE);
  for (const [key, value] of changes) store.put(value, key);
  for (const key of removed) store.delete(key);
  await new Promise<void>((done, failed) => {
    transaction.oncomplete = () => done();
    transaction.onabort = transaction.onerror = () => failed(transaction.error);
  });
}

function open(): Promise<IDBDatabase> {
  opening ??= new Promise((done, failed) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
  return opening;
}

function settled<Value>(request: IDBRequest<Value>): Promise<Value> {
  return new Promise((done, failed) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
}
