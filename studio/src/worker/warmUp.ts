import { Dag, type Executor, Random, type Threads, train } from "../../../src/internals.ts";

const ROWS = 100;
const GROUPS = 8;
const CHILDREN = 3;

/** A small training, in all threads, for nothing but that what it runs is compiled. */
export async function warmUp(threads: Threads | undefined, signal: AbortSignal): Promise<void> {
  const executor: Executor | undefined = threads && {
    worthwhile: 0,
    open: (work, setup) => threads.open(work, setup),
  };
  try {
    await train(groups(), rows(new Random(1)), { seed: 1, executor, signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

const COLUMNS = Array.from({ length: GROUPS * CHILDREN }, (_, i) => `x${i}`);

/** Hidden nodes in a row with measured children. */
function groups(): Dag {
  const hidden = Array.from({ length: GROUPS }, (_, i) => ({
    name: `h${i}`,
    parents: i === 0 ? [] : [`h${i - 1}`],
    role: "latent" as const,
  }));
  const measured = COLUMNS.map((name, i) => ({ name, parents: [`h${Math.floor(i / CHILDREN)}`] }));
  return Dag.create([...hidden, ...measured]);
}

function rows(random: Random) {
  const values = new Float64Array(ROWS * COLUMNS.length);
  let shared = 0;
  for (let i = 0; i < values.length; i++) {
    if (i % CHILDREN === 0) shared = 0.7 * shared + random.normal();
    values[i] = shared + 0.5 * random.normal();
  }
  return { columns: COLUMNS, rowCount: ROWS, values };
}
