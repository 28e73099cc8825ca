export { describeModel, modelWeights } from "./modelDescription.ts";
export { decodeSafetensors, encodeSafetensors, type NamedTensor, type TensorType } from "./safetensors.ts";
export { parseTyped, stringifyTyped } from "./typedJson.ts";
