import { ComputationError, InputError } from "../errors.ts";

/** What a thread is told. */
export type ToThread =
  | { readonly kind: "setup"; readonly crew: number; readonly work: string; readonly setup: unknown }
  | {
      readonly kind: "task";
      readonly crew: number;
      readonly number: number;
      readonly task: unknown;
      readonly limit?: number;
    }
  /** Lower than before; as with `abort`, for one task. */
  | { readonly kind: "limit"; readonly number: number; readonly limit: number }
  /** Only the task of this number: it may have ended, and another begun. */
  | { readonly kind: "abort"; readonly number: number; readonly reason: PlainError }
  | { readonly kind: "forget"; readonly crew: number };

/** What a thread says. */
export type FromThread =
  | { readonly kind: "note"; readonly note: unknown }
  | { readonly kind: "answer"; readonly answer: unknown }
  | { readonly kind: "error"; readonly error: PlainError };

/** An error as plain data: cloning one loses its class. */
export interface PlainError {
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
}

export function plainError(error: unknown): PlainError {
  if (!(error instanceof Error)) return { name: "Error", message: String(error) };
  const { name, message, stack } = error;
  return { name, message, ...(stack !== undefined && { stack }) };
}

const classes: Readonly<Record<string, new (message: string) => Error>> = {
  InputError,
  ComputationError,
  RangeError,
  TypeError,
};

/** The error that was thrown elsewhere, with the place where that was. */
export function errorFrom({ name, message, stack }: PlainError): Error {
  const error = new (classes[name] ?? Error)(message);
  if (error.name !== name) error.name = name;
  if (stack !== undefined) error.stack = stack;
  return error;
}
