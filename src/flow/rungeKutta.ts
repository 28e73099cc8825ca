/**
 * An explicit Runge-Kutta method for y' = g(y): stage i stands at y + step * sum of stages[i][j] slope_j, and the result at
 * y + step * sum of weights[j] slope_j. The slope at the result is the first one of the next step.
 */
export interface RungeKutta {
  readonly stages: readonly (readonly number[])[];
  readonly weights: readonly number[];
  /** Combinations of the slopes that estimate the error of a step; the last slope is that at the result. */
  readonly estimates: readonly (readonly number[])[];
  /** The error of a unit step, from what each of `estimates` gives. */
  readonly error: (estimates: readonly number[]) => number;
  /** 1 / order of the estimated error: by how much a step of another size changes it. */
  readonly exponent: number;
}

/** Dormand & Prince (1980), order 5: six stages, the seventh slope serves the estimate of the error alone. */
export const DORMAND_PRINCE_5: RungeKutta = {
  stages: [
    [],
    [1 / 5],
    [3 / 40, 9 / 40],
    [44 / 45, -56 / 15, 32 / 9],
    [19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729],
    [9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656],
  ],
  weights: [35 / 384, 0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84],
  // Fifth minus fourth order.
  estimates: [[71 / 57600, 0, -71 / 16695, 71 / 1920, -17253 / 339200, 22 / 525, -1 / 40]],
  error: ([fourth]) => Math.abs(fourth),
  exponent: 0.2,
};

/**
 * Order 8 in twelve stages (Prince & Dormand 1981; coefficients and the estimate from orders 5 and 3 of Hairer, Norsett &
 * Wanner, Solving Ordinary Differential Equations I, section II.10). Where 12 digits are asked for, its steps are many times
 * as long as those of order 5.
 */
export const DORMAND_PRINCE_8: RungeKutta = {
  stages: [
    [],
    [0.05260015195876773],
    [0.0197250569845379, 0.0591751709536137],
    [0.02958758547680685, 0, 0.08876275643042054],
    [0.2413651341592667, 0, -0.8845494793282861, 0.924834003261792],
    [1 / 27, 0, 0, 0.17082860872947386, 0.12546768756682242],
    [0.037109375, 0, 0, 0.17025221101954405, 0.06021653898045596, -0.017578125],
    [
      0.03709200011850479, 0, 0, 0.17038392571223998, 0.10726203044637328, -0.015319437748624402,
      0.008273789163814023,
    ],
    [
      0.6241109587160757, 0, 0, -3.3608926294469414, -0.868219346841726, 27.59209969944671,
      20.154067550477894, -43.48988418106996,
    ],
    [
      0.47766253643826434, 0, 0, -2.4881146199716677, -0.590290826836843, 21.230051448181193,
      15.279233632882423, -33.28821096898486, -0.020331201708508627,
    ],
    [
      -0.9371424300859873, 0, 0, 5.186372428844064, 1.0914373489967295, -8.149787010746927,
      -18.52006565999696, 22.739487099350505, 2.4936055526796523, -3.0467644718982196,
    ],
    [
      2.273310147516538, 0, 0, -10.53449546673725, -2.0008720582248625, -17.9589318631188, 27.94888452941996,
      -2.8589982771350235, -8.87285693353063, 12.360567175794303, 0.6433927460157636,
    ],
  ],
  weights: [
    0.054293734116568765, 0, 0, 0, 0, 4.450312892752409, 1.8915178993145003, -5.801203960010585,
    0.3111643669578199, -0.1521609496625161, 0.20136540080403034, 0.04471061572777259,
  ],
  estimates: [
    [
      0.01312004499419488, 0, 0, 0, 0, -1.2251564463762044, -0.4957589496572502, 1.6643771824549864,
      -0.35032884874997366, 0.3341791187130175, 0.08192320648511571, -0.022355307863886294, 0,
    ],
    [
      -0.18980075407240762, 0, 0, 0, 0, 4.450312892752409, 1.8915178993145003, -5.801203960010585,
      -0.4226823213237919, -0.1521609496625161, 0.20136540080403034, 0.02265179219836082, 0,
    ],
  ],
  error: ([fifth, third]) => {
    const size = Math.sqrt(fifth * fifth + 0.01 * third * third);
    return size === 0 ? 0 : (fifth * fifth) / size;
  },
  exponent: 1 / 8,
};
