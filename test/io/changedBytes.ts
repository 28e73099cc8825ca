import fc from "fast-check";

/** A file with a few bytes changed or put in, or cut short. */
export function changedBytes(valid: Buffer): fc.Arbitrary<Buffer> {
  const change = fc.tuple(fc.nat(valid.length - 1), fc.nat(255), fc.nat(2));
  return fc.array(change, { minLength: 1, maxLength: 6 }).map((changes) => {
    let bytes = Buffer.from(valid);
    for (const [at, byte, kind] of changes) {
      if (kind === 0) bytes[at % bytes.length] = byte;
      else if (kind === 1)
        bytes = Buffer.concat([bytes.subarray(0, at), Buffer.of(byte), bytes.subarray(at)]);
      else if (changes.length === 1) bytes = bytes.subarray(0, at + 1);
    }
    return bytes;
  });
}
