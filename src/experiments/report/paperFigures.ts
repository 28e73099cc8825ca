/** Table 1 of Mouton & Kroon, means over 5 runs: [NLL, RE] by network, rows a node and model. */
export const paperTable: Readonly<
  Record<string, Readonly<Record<number, Readonly<Record<string, readonly [number, number]>>>>>
> = {
  ecoli70: {
    2: { vae: [42.99, 6.21], ind: [43.77, 6.32], fc: [42.91, 6.03], true: [38.98, 4.95] },
    100: { vae: [36.95, 4.68], ind: [35.84, 4.07], fc: [35.77, 4.05], true: [36.22, 3.88] },
  },
  arth150: {
    2: { vae: [74.13, 6.13], ind: [42.6, 4.85], fc: [42.15, 4.82], true: [42.06, 4.8] },
    100: { vae: [38.92, 4.5], ind: [38.84, 4.45], fc: [39.06, 4.49], true: [38.86, 4.42] },
  },
  "magic-irri": {
    2: { vae: [15.7, 11.95], ind: [14.66, 16.66], fc: [12.41, 12.05], true: [10.83, 11.13] },
    100: { vae: [10.18, 7.3], ind: [10.03, 9.12], fc: [10.03, 9.13], true: [10.02, 8.91] },
  },
};

/** The paper's network of this name has other nodes, so that its figures are of another task. */
export const NOT_COMPARABLE = new Set(["ecoli70"]);
