import { wordsOf } from "../network/nodeShape.ts";

/** A text whose long names end their lines where their words end, in place of anywhere. */
export function Breakable({ text }: { text: string }) {
  return (
    <>
      {wordsOf(text).map((word, i) => (
        <span key={i}>
          {word}
          <wbr />
        </span>
      ))}
    </>
  );
}
