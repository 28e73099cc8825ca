/** Sums and products of vectors as long as a table, each in a loop of its own that engines compile well. */

/** Inner products of one vector with others: eight sums at a time, none of which waits for another. */
export function dots(own: Float64Array, others: readonly Float64Array[]): Float64Array {
  const found = new Float64Array(others.length);
  const whole = others.length - (others.length % 8);
  for (let c = 0; c < whole; c += 8) addEight(found, c, own, others);
  for (let c = whole; c < others.length; c++) found[c] = dot(own, others[c]);
  return found;
}

function addEight(
  found: Float64Array,
  from: number,
  own: Float64Array,
  others: readonly Float64Array[],
): void {
  const [a, b, c, d] = [others[from], others[from + 1], others[from + 2], others[from + 3]];
  const [e, f, g, h] = [others[from + 4], others[from + 5], others[from + 6], others[from + 7]];
  let [sumA, sumB, sumC, sumD, sumE, sumF, sumG, sumH] = [0, 0, 0, 0, 0, 0, 0, 0];
  for (let i = 0; i < own.length; i++) {
    const value = own[i];
    sumA += value * a[i];
    sumB += value * b[i];
    sumC += value * c[i];
    sumD += value * d[i];
    sumE += value * e[i];
    sumF += value * f[i];
    sumG += value * g[i];
    sumH += value * h[i];
  }
  found.set([sumA, sumB, sumC, sumD, sumE, sumF, sumG, sumH], from);
}

/** {@link dots} of several vectors with others, for less than one by one: four others are read for two of them. */
export function dotsOfEach(own: readonly Float64Array[], others: readonly Float64Array[]): Float64Array[] {
  const found: Float64Array[] = own.map(() => new Float64Array(others.length));
  const whole = others.length - (others.length % 4);
  const even = own.length - (own.length % 2);
  for (let c = 0; c < whole; c += 4) for (let k = 0; k < even; k += 2) addFourToTwo(found, k, c, own, others);
  for (let c = whole; c < others.length; c++)
    for (let k = 0; k < even; k++) found[k][c] = dot(own[k], others[c]);
  if (even < own.length) found[even] = dots(own[even], others);
  return found;
}

function addFourToTwo(
  found: readonly Float64Array[],
  k: number,
  from: number,
  own: readonly Float64Array[],
  others: readonly Float64Array[],
): void {
  const [one, two] = [own[k], own[k + 1]];
  const [a, b, c, d] = [others[from], others[from + 1], others[from + 2], others[from + 3]];
  let [oneA, oneB, oneC, oneD, twoA, twoB, twoC, twoD] = [0, 0, 0, 0, 0, 0, 0, 0];
  for (let i = 0; i < one.length; i++) {
    // No lists here: engines make them anew for every row.
    const first = one[i];
    const second = two[i];
    const p = a[i];
    const q = b[i];
    const r = c[i];
    const s = d[i];
    oneA += first * p;
    oneB += first * q;
    oneC += first * r;
    oneD += first * s;
    twoA += second * p;
    twoB += second * q;
    twoC += second * r;
    twoD += second * s;
  }
  found[k].set([oneA, oneB, oneC, oneD], from);
  found[k + 1].set([twoA, twoB, twoC, twoD], from);
}

/** The inner product of two vectors. */
export function dot(own: Float64Array, other: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < own.length; i++) sum += own[i] * other[i];
  return sum;
}

/** Value by value. */
export function productOf(a: Float64Array, b: Float64Array): Float64Array {
  const product = new Float64Array(a.length);
  for (let i = 0; i < a.length; i++) product[i] = a[i] * b[i];
  return product;
}

/** Those in the given places. */
export function valuesAt(places: Int32Array, values: Float64Array): Float64Array {
  const found = new Float64Array(places.length);
  for (let i = 0; i < places.length; i++) found[i] = values[places[i]];
  return found;
}

/** Adds so many times a vector to another. */
export function addMultiple(to: Float64Array, vector: Float64Array, times: number): void {
  for (let i = 0; i < to.length; i++) to[i] += vector[i] * times;
}

/** The value at a place of the sorted order, in which the vector is left only as far as that takes (Hoare 1961). */
export function selected(values: Float64Array, place: number): number {
  let [from, to] = [0, values.length - 1];
  while (from < to) {
    const pivot = values[(from + to) >> 1];
    let [i, j] = [from, to];
    while (i <= j) {
      while (values[i] < pivot) i++;
      while (values[j] > pivot) j--;
      if (i > j) break;
      const lower = values[j];
      values[j--] = values[i];
      values[i++] = lower;
    }
    if (place <= j) to = j;
    else if (place >= i) from = i;
    else break;
  }
  return values[place];
}
