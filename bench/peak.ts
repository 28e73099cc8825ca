import asc from "assemblyscript/asc";

/** Independent chains a = a w + x: enough to hide the latency of both operations, and all registers hold. */
const CHAINS = 12;
const TURNS = 100_000;

/** A loop of nothing but multiplications and additions of four float32, in registers. */
function source(): string {
  const names = Array.from({ length: CHAINS }, (_, i) => `a${i}`);
  return `export function run(turns: i32): f32 {
    const w = f32x4.splat(0.5), x = f32x4.splat(0.25);
    let ${names.map((name) => `${name} = x`).join(", ")};
    do { ${names.map((name) => `${name} = f32x4.add(f32x4.mul(${name}, w), x);`).join(" ")} } while (--turns);
    return f32x4.extract_lane(${names.reduce((sum, name) => `f32x4.add(${sum}, ${name})`)}, 0);
  }`;
}

/**
 * GFLOP/s of multiplications and additions of four float32 in registers on one core, the fastest of some runs: what
 * WebAssembly without fused operations can reach at most, and what other figures may be held against.
 */
export async function measurePeak(runs = 60): Promise<number> {
  const { binary, stderr } = await asc.compileString(source(), {
    optimizeLevel: 3,
    runtime: "stub",
    enable: ["simd"],
  });
  if (binary === null) throw new Error(`The peak could not be compiled: ${stderr.toString()}`);
  const module = await WebAssembly.compile(binary as Uint8Array<ArrayBuffer>);
  const { run } = (await WebAssembly.instantiate(module)).exports as { run: (turns: number) => number };
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < runs; i++) {
    const start = performance.now();
    run(TURNS);
    best = Math.min(best, performance.now() - start);
  }
  return (8 * CHAINS * TURNS) / best / 1e6;
}
