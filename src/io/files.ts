import {
  closeSync,
  existsSync,
  lstatSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import { requireCount } from "../numeric/arguments.ts";
import { ComputationError, InputError } from "../numeric/errors.ts";
import { leftByGit } from "../numeric/leftByGit.ts";
import { endedByInterrupt } from "./interruptibleInput.ts";
import { removeLeftovers, temporaryName } from "./leftovers.ts";
import { makeFolder } from "./makeFolder.ts";
import { requirePath } from "./requirePath.ts";
import { throughLinks } from "./throughLinks.ts";

/** The code of the error of writing to a pipe that nobody reads any more. */
export const READER_GONE = "EPIPE";
const PIECE = 2 ** 20;
/** As much as a packed network may unpack to. */
const MOST_STREAMED = 2 ** 28;

/**
 * Reads a text file in UTF-8, whole.
 *
 * @param what what it should hold, as messages call it
 * @throws InputError where it can't be read, is too long for one string, or holds what Git left in its place
 *
 * @example
 * readText("note.txt", "note"); // "two words"
 */
export function readText(path: string, what: string): string {
  requirePath(path);
  const bytes = readBytes(path, what);
  let text: string;
  try {
    text = bytes.toString("utf8");
  } catch {
    throw new InputError(
      `Expected a ${what} of at most 512 MB, got ${path} with ${Math.round(bytes.length / 2 ** 20)} MB. Split it.`,
    );
  }
  const left = leftByGit(text);
  if (left !== undefined)
    throw new InputError(`Expected a ${what} in ${path}, got ${left.what}. ${left.remedy}`);
  return text;
}

/**
 * Reads a file whole; of a pipe or device at most 256 MB, since it may have no end.
 *
 * @param what what it should hold, as messages call it
 * @throws InputError where it can't be read
 *
 * @example
 * readBytes("note.txt", "note").length; // 9
 */
export function readBytes(path: string, what: string): Buffer {
  requirePath(path);
  try {
    return isPipeOrDevice(path) ? endedByInterrupt(() => readStream(path, what)) : readFileSync(path);
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw unreadable(path, what, error);
  }
}

/** Why a file could not be read, as one sentence that names it. */
export function unreadable(path: string, what: string, error: unknown): InputError {
  if (/^[a-z][a-z\d+.-]+:\/\//i.test(path)) {
    return new InputError(
      `Expected the path of a ${what} on this machine, got the address ${path}. Save what lies there as a file, and give the path of that.`,
    );
  }
  return new InputError(`Could not read the ${what} ${path}: ${reason(error)}. Check the path.`);
}

/** What has no size may have no end. */
function readStream(path: string, what: string): Buffer {
  const file = openSync(path, "r");
  try {
    const pieces: Buffer[] = [];
    let total = 0;
    for (;;) {
      const piece = Buffer.allocUnsafe(PIECE);
      const size = readSync(file, piece, 0, PIECE, null);
      if (size === 0) return Buffer.concat(pieces, total);
      pieces.push(piece.subarray(0, size));
      total += size;
      if (total > MOST_STREAMED) {
        throw new InputError(
          `Expected a ${what} of at most ${MOST_STREAMED / 2 ** 20} MB from ${path}, got more. Give a file.`,
        );
      }
    }
  } finally {
    closeSync(file);
  }
}

/**
 * The first bytes of a file as text in Latin-1, a character each, whatever it is; of one that can't be read, nothing.
 *
 * @example
 * readStart("note.txt", 3); // "two"
 * readStart("no such file", 3).length; // 0
 */
export function readStart(path: string, bytes: number): string {
  requirePath(path);
  requireCount("a number of bytes", bytes, 0);
  const buffer = Buffer.alloc(bytes);
  try {
    const file = openSync(path, "r");
    try {
      return buffer.toString("latin1", 0, readSync(file, buffer, 0, bytes, 0));
    } finally {
      closeSync(file);
    }
  } catch {
    return "";
  }
}

/**
 * Refuses a path to write to that exists, unless forced; pipes, devices and streams of this process may.
 *
 * @throws InputError for one that exists, a folder, one that is empty or `-`, or that leads through a file
 *
 * @example
 * refuseExisting("new.csv", false);
 * refuseExisting("note.txt", true);
 */
export function refuseExisting(path: string, force: boolean): void {
  requirePath(path);
  if (path === "") throw new InputError("Expected a path to write to, got an empty one. Give one.");
  // Elsewhere it stands for standard output; a file of that name is hardly what somebody wants.
  if (path === "-") {
    throw new InputError(
      "Expected a path to write to, got -. For standard output give /dev/stdout; for a file of that name ./-.",
    );
  }
  const blocking = blockingFile(path);
  if (blocking !== undefined) {
    throw new InputError(
      `Expected a path to write to, but ${blocking} on the way to ${path} is a file. Choose another place.`,
    );
  }
  if (isDirectory(path)) {
    throw new InputError(
      `Expected the path of a file to write to, but ${path} is a folder. Give the name of a file in it.`,
    );
  }
  if (!force && existsSync(path) && !isWrittenDirectly(path)) {
    throw new InputError(
      `Expected a new path to write to, but ${path} exists. Choose another, or add --force to replace it.`,
    );
  }
}

/**
 * Writes a file whole or not at all: into a temporary neighbour, which then takes its name. Folders on the way are made.
 *
 * @param content the text, or its pieces in order
 * @param force whether a file of that name is replaced
 * @throws InputError as `refuseExisting`, and where the place can't be written to; ComputationError where the disk is full
 *
 * @example
 * writeWhole("figures/sums.txt", ["1\n", "2\n"], true);
 * readText("figures/sums.txt", "sums").length; // 4
 */
export function writeWhole(path: string, content: string | Iterable<string>, force: boolean): void {
  requirePath(path);
  refuseExisting(path, force);
  const place = writtenPlace(path);
  const temporary = temporaryName(place);
  try {
    if (isWrittenDirectly(path)) {
      writePieces(path, content);
      return;
    }
    makeFolder(dirname(place));
    removeLeftovers(place);
    writePieces(temporary, content);
    renameSync(temporary, place);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw failedWrite(path, error);
  }
}

/**
 * Where what is written to a path ends up: a link stays, what it points to is replaced, or made where there is nothing yet.
 *
 * @throws InputError where links lead nowhere
 */
export function writtenPlace(path: string): string {
  if (!isLink(path)) return path;
  const place = throughLinks(path);
  if (!isLink(place)) return place;
  throw new InputError(
    `Expected a path to write to, but the links of ${path} lead round in a circle. Choose another place.`,
  );
}

function writePieces(path: string, content: string | Iterable<string>): void {
  const file = openToWrite(path);
  try {
    for (const piece of typeof content === "string" ? [content] : content) writeFileSync(file.handle, piece);
  } finally {
    file.close();
  }
}

/** A file to write to from its beginning; of one that this process has open already, such as standard output, from where it is. */
export function openToWrite(path: string): { readonly handle: number; close(): void } {
  const open = isFile(path) ? ownDescriptor(path) : undefined;
  if (open !== undefined) return { handle: open, close: () => {} };
  const handle = openSync(path, "w");
  return { handle, close: () => closeSync(handle) };
}

/**
 * Whether a path is written to where it is, not under another name first: pipes, devices, and what a shell has led a
 * stream of this process to, which may be a file that is appended to.
 */
export function isWrittenDirectly(path: string): boolean {
  return isPipeOrDevice(path) || (ownDescriptor(path) !== undefined && isFile(path));
}

const STREAMS: Readonly<Record<string, number>> = { stdin: 0, stdout: 1, stderr: 2 };

/** The number of an open file of this process that a path names. */
function ownDescriptor(path: string): number | undefined {
  const name = /^\/dev\/(std\w+)$/.exec(path)?.[1];
  if (name !== undefined) return STREAMS[name];
  const number = /^\/(?:dev|proc\/self)\/fd\/(\d+)$/.exec(path)?.[1];
  return number === undefined ? undefined : Number(number);
}

/**
 * What a failed write throws: a disk that is full or broken is no mistake of the caller's, and a reader that went away has
 * what it wants, which only whoever runs the program can answer.
 */
export function failedWrite(path: string, error: unknown): Error {
  const { code } = error as NodeJS.ErrnoException;
  if (error instanceof InputError || code === READER_GONE) return error as Error;
  if (code === "ENOSPC" || code === "EDQUOT" || code === "EIO" || code === "EFBIG") {
    return new ComputationError(
      `Could not write ${path}: ${reason(error)}. Make room, or choose another place.`,
    );
  }
  return new InputError(`Could not write ${path}: ${reason(error)}. Choose a place that can be written to.`);
}

/** Such as /dev/stdout: nothing there can be lost, and a file must never take its name. */
export function isPipeOrDevice(path: string): boolean {
  return existsSync(path) && !statSync(path).isFile() && !statSync(path).isDirectory();
}

/**
 * Whether a file stands at a path; of a link, where it leads.
 *
 * @example
 * isFile("note.txt"); // true
 */
export function isFile(path: string): boolean {
  requirePath(path);
  return existsSync(path) && statSync(path).isFile();
}

export function isLink(path: string): boolean {
  try {
    return lstatSync(path).isSymbolicLink();
  } catch {
    return false;
  }
}

/**
 * Whether a folder stands at a path; of a link, where it leads.
 *
 * @example
 * isDirectory("note.txt"); // false
 */
export function isDirectory(path: string): boolean {
  requirePath(path);
  return existsSync(path) && statSync(path).isDirectory();
}

/**
 * The file that stands where a path needs a folder, if there is one.
 *
 * @example
 * blockingFile("note.txt/model"); // "note.txt"
 * blockingFile("new/model"); // undefined
 */
export function blockingFile(path: string): string | undefined {
  requirePath(path);
  const above = dirname(path);
  if (above === path) return undefined;
  return existsSync(above) ? (isDirectory(above) ? undefined : above) : blockingFile(above);
}

/**
 * The system's error in words, for the middle of a sentence.
 *
 * @example
 * reason(Object.assign(new Error(), { code: "ENOSPC" })); // "the disk is full"
 */
export function reason(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === "ENOENT") return "there is no such file or folder";
  if (code === "EISDIR") return "it is a folder";
  if (code === "ENOTDIR" || code === "EEXIST") return "a part of its path is a file";
  if (code === "EACCES" || code === "EPERM") return "permission was denied";
  if (code === "ENOSPC") return "the disk is full";
  if (code === "EDQUOT") return "the quota of the disk is used up";
  if (code === "EIO") return "the disk does not answer";
  if (code === "EROFS") return "the disk can only be read";
  if (code === "ELOOP") return "its links lead round in a circle";
  if (code === "ENAMETOOLONG") return "its name is too long";
  if (code === "EMFILE" || code === "ENFILE") return "too many files are open";
  if (code === "ENOMEM") return "no memory is left";
  return error instanceof Error ? error.message : String(error);
}

const OF_THE_MACHINE: readonly unknown[] = ["EMFILE", "ENFILE", "ENOMEM", "ENOSPC", "EDQUOT", "EIO"];

/** Whether a call failed since the machine had no more of what it needed, whatever was asked of it. */
export function isExhausted(error: unknown): boolean {
  return OF_THE_MACHINE.includes((error as NodeJS.ErrnoException | null)?.code);
}
