import { requireArgument } from "../numeric/arguments.ts";

/** @throws InputError unless it is a text, as paths are */
export function requirePath(path: string): void {
  requireArgument(typeof path === "string", "the path of a file or folder", path);
}
