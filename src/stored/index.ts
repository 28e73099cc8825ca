export { decodeSafetensors, encodeSafetensors, type NamedTensor, type TensorType } from "./safetensors.ts";
export { parseTyped, stringifyTyped } from "./typedJson.ts";
