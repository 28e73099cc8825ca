/** Objects that R saved, as plain values. */
export { isRData, readRData } from "./readRData.ts";
export {
  element,
  hasClass,
  NA_INTEGER,
  NULL,
  namesOf,
  numbers,
  type RAttributes,
  type RPair,
  type RValue,
  strings,
} from "./rValue.ts";
export { packingOf, unpack } from "./unpack.ts";
