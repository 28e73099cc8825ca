import fc from "fast-check";

/** Gives a reader noise, and valid texts in which a few characters are taken out or put in. */
export function eachDamagedText(
  valid: readonly string[],
  attempt: (text: string) => void,
  noiseRuns: number,
): void {
  fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 60 }), attempt), { numRuns: noiseRuns });
  fc.assert(
    fc.property(
      fc.constantFrom(...valid),
      fc.nat(),
      fc.nat(20),
      fc.string({ maxLength: 3 }),
      (text, at, length, junk) => {
        const from = at % text.length;
        attempt(text.slice(0, from) + junk + text.slice(from + length));
      },
    ),
    { numRuns: 400 },
  );
}
