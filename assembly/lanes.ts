// Vectors of 16 bytes over either element type. A tensor is feature-major: row f is `stride` bytes of batch
// values, so one vector holds the same feature of 4 (f32) or 2 (f64) rows of data.

/** Bytes in one vector. */
export const WIDTH: usize = 16;

@inline export function splat<T extends number>(value: f64): v128 {
  return v128.splat<T>(<T>value);
}

@inline export function splatAt<T extends number>(pointer: usize, offset: usize = 0): v128 {
  return v128.splat<T>(load<T>(pointer + offset));
}

/** a * b + c. */
@inline export function multiplyAdd<T extends number>(a: v128, b: v128, c: v128): v128 {
  return v128.add<T>(v128.mul<T>(a, b), c);
}

/** Sum of the lanes, in a fixed order. */
@inline export function sumLanes<T extends number>(v: v128): T {
  if (sizeof<T>() == 4) {
    return <T>((f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1)) +
      (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3)));
  }
  return <T>(f64x2.extract_lane(v, 0) + f64x2.extract_lane(v, 1));
}

/**
 * Entry `i` of a table of constants in all lanes. Engines rebuild a vector literal from integer registers at every
 * use; loading and broadcasting it from memory is one instruction, which makes exp about twice as fast.
 */
@inline export function constant<T extends number>(table: usize, i: i32): v128 {
  if (sizeof<T>() == 4) return v128.load32_splat(table + (<usize>i << 2));
  return v128.load64_splat(table + (<usize>i << 3));
}

/** Vector `i` (0 to 4, known when this is compiled) behind a pointer: the offset becomes part of the instruction. */
@inline export function loadVector(pointer: usize, i: i32): v128 {
  if (i == 0) return v128.load(pointer);
  if (i == 1) return v128.load(pointer, WIDTH);
  if (i == 2) return v128.load(pointer, 2 * WIDTH);
  if (i == 3) return v128.load(pointer, 3 * WIDTH);
  return v128.load(pointer, 4 * WIDTH);
}

@inline export function storeVector(pointer: usize, i: i32, value: v128): void {
  if (i == 0) v128.store(pointer, value);
  else if (i == 1) v128.store(pointer, value, WIDTH);
  else if (i == 2) v128.store(pointer, value, 2 * WIDTH);
  else if (i == 3) v128.store(pointer, value, 3 * WIDTH);
  else v128.store(pointer, value, 4 * WIDTH);
}
