import { InputError } from "../numeric/errors.ts";
import { expandAlternative } from "./alternative.ts";
import { NO_ATTRIBUTES, NULL, type RAttributes, type RPair, type RValue } from "./rValue.ts";
import { cutOff, type SerializedSource } from "./source.ts";

/** Numbers of the types of objects, and of what stands for some without their content (R Internals, section 1.8). */
const SYMBOL = 1;
const PAIRLIST = 2;
const CLOSURE = 3;
const ENVIRONMENT = 4;
const PROMISE = 5;
const LANGUAGE = 6;
const SPECIAL = 7;
const BUILTIN = 8;
const STRING = 9;
const LOGICAL = 10;
const INTEGER = 13;
const DOUBLE = 14;
const COMPLEX = 15;
const CHARACTER = 16;
const DOTS = 17;
const LIST = 19;
const EXPRESSION = 20;
const BYTE_CODE = 21;
const POINTER = 22;
const WEAK_REFERENCE = 23;
const RAW = 24;
const S4 = 25;
const ALTERNATIVE = 238;
const ATTRIBUTED_LIST = 239;
const ATTRIBUTED_LANGUAGE = 240;
/** Base, empty and global environment, base namespace, missing argument, unbound value. */
const WELL_KNOWN = new Set([241, 242, 250, 251, 252, 253]);
const CODE_REFERENCE = 243;
const CODE_DEFINITION = 244;
const NAMESPACE = 249;
const PACKAGE = 248;
const PERSISTENT = 247;
const NULL_VALUE = 254;
const REFERENCE = 255;

const LATIN1 = 4;
const DEEPEST = 400;

/**
 * One object of R's serialization, versions 2 and 3 (R Internals, "Serialization Formats").
 *
 * @throws InputError for damaged data, an unknown type, or lists within lists more than 400 deep
 */
export function unserialize(source: SerializedSource): RValue {
  const version = source.integer();
  source.integer();
  source.integer();
  if (version === 3) source.text(source.integer());
  else if (version !== 2)
    throw new InputError(
      `Expected version 2 or 3 of R's serialization, got ${version}. Save the object again with a current R.`,
    );
  return new Unserializer(source).item();
}

class Unserializer {
  readonly #source: SerializedSource;
  readonly #references: RValue[] = [];
  #depth = 0;

  constructor(source: SerializedSource) {
    this.#source = source;
  }

  item(): RValue {
    if (++this.#depth > DEEPEST) throw tooDeep();
    const value = this.#item(this.#source.integer());
    this.#depth--;
    return value;
  }

  #item(flags: number): RValue {
    const source = this.#source;
    const type = flags & 0xff;
    const hasAttributes = (flags & 0x200) !== 0;
    const attributes = () => (hasAttributes ? this.#attributes() : NO_ATTRIBUTES);
    switch (type) {
      case 0:
      case NULL_VALUE:
        return NULL;
      case REFERENCE: {
        const index = flags >>> 8 || source.integer();
        return this.#references[index - 1] ?? fail(cutOff());
      }
      case SYMBOL: {
        const name = this.item();
        return this.#remember({
          type: "symbol",
          name: name.type === "character" ? (name.values[0] ?? "NA") : "",
          attributes: NO_ATTRIBUTES,
        });
      }
      case PERSISTENT:
      case PACKAGE:
      case NAMESPACE: {
        source.integer();
        const count = this.#length(4);
        for (let i = 0; i < count; i++) this.item();
        return this.#remember(other(type === PERSISTENT ? "reference" : "environment"));
      }
      case ENVIRONMENT: {
        source.integer();
        const value = this.#remember(other("environment"));
        for (let part = 0; part < 4; part++) this.item();
        return value;
      }
      case PAIRLIST:
      case LANGUAGE:
      case CLOSURE:
      case PROMISE:
      case DOTS:
        return this.#pairs(flags);
      case POINTER: {
        const value = this.#remember(other("pointer"));
        this.item();
        this.item();
        attributes();
        return value;
      }
      case WEAK_REFERENCE: {
        const value = this.#remember(other("reference"));
        attributes();
        return value;
      }
      case SPECIAL:
      case BUILTIN:
        source.text(this.#length(1));
        return other("function");
      case STRING: {
        const text = this.#string(flags >>> 12);
        attributes();
        return { type: "character", values: [text], attributes: NO_ATTRIBUTES };
      }
      case LOGICAL:
      case INTEGER: {
        const values = source.integers(this.#length(1));
        return { type: type === LOGICAL ? "logical" : "integer", values, attributes: attributes() };
      }
      case DOUBLE: {
        const values = source.doubles(this.#length(1));
        return { type: "double", values, attributes: attributes() };
      }
      case COMPLEX: {
        source.doubles(2 * this.#length(2));
        attributes();
        return other("complex");
      }
      case CHARACTER: {
        const values = Array.from({ length: this.#length(4) }, () => this.#element());
        return { type: "character", values, attributes: attributes() };
      }
      case LIST:
      case EXPRESSION: {
        const length = this.#length(2);
        const values: RValue[] = [];
        for (let i = 0; i < length; i++) values.push(this.item());
        return { type: "list", values, attributes: attributes() };
      }
      case RAW: {
        source.bytes(this.#length(1));
        attributes();
        return other("raw");
      }
      case S4:
        return { type: "other", what: "S4 object", attributes: attributes() };
      case BYTE_CODE: {
        this.#byteCode();
        attributes();
        return other("byte code");
      }
      case ALTERNATIVE: {
        const [information, state, own] = [this.item(), this.item(), this.item()];
        return expandAlternative(information, state, attributesOf(own));
      }
    }
    if (WELL_KNOWN.has(type)) return other("environment");
    throw new InputError(
      `Expected an R object of a known type, got type ${type}: the file is damaged or of a newer R. Save it again.`,
    );
  }

  /** Cell after cell in a loop, since lists may be long. */
  #pairs(first: number): RValue {
    const items: RPair[] = [];
    let flags = first;
    let own: RAttributes = NO_ATTRIBUTES;
    const head = first & 0xff;
    for (;;) {
      const type = flags & 0xff;
      if (type !== head && type !== PAIRLIST && type !== LANGUAGE && type !== DOTS) {
        if (type !== NULL_VALUE) items.push({ name: "", value: this.#nested(flags) });
        break;
      }
      if ((flags & 0x200) !== 0) {
        const found = this.#attributes();
        if (items.length === 0) own = found;
      }
      const tag = (flags & 0x400) !== 0 ? this.item() : NULL;
      items.push({ name: tag.type === "symbol" ? tag.name : "", value: this.item() });
      flags = this.#source.integer();
    }
    if (head === CLOSURE || head === PROMISE) return other("function");
    if (head === LANGUAGE) return { type: "other", what: "call", attributes: own };
    return { type: "pairlist", items, attributes: own };
  }

  #nested(flags: number): RValue {
    if (++this.#depth > DEEPEST) throw tooDeep();
    const value = this.#item(flags);
    this.#depth--;
    return value;
  }

  #attributes(): RAttributes {
    return attributesOf(this.item());
  }

  #element(): string | null {
    const flags = this.#source.integer();
    if ((flags & 0xff) !== STRING) throw cutOff();
    return this.#string(flags >>> 12);
  }

  #string(levels: number): string | null {
    const length = this.#source.integer();
    if (length === -1) return null;
    this.#source.ensure(length);
    const bytes = this.#source.text(length);
    if ((levels & LATIN1) !== 0) return new TextDecoder("windows-1252").decode(bytes);
    try {
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
      // Files of the time before UTF-8 do not mark their encoding.
      return new TextDecoder("windows-1252").decode(bytes);
    }
  }

  /** A vector's length, which must fit into what is left. */
  #length(bytesEach: number): number {
    let length = this.#source.integer();
    if (length === -1) length = this.#source.integer() * 2 ** 32 + this.#source.integer();
    this.#source.ensure(length * bytesEach);
    return length;
  }

  #remember(value: RValue): RValue {
    this.#references.push(value);
    return value;
  }

  /** Compiled functions are passed over, but their parts must be read to know where they end. */
  #byteCode(): void {
    this.#length(1);
    this.#codeBody();
  }

  #codeBody(): void {
    if (++this.#depth > DEEPEST) throw tooDeep();
    this.item();
    const constants = this.#length(4);
    for (let i = 0; i < constants; i++) {
      const type = this.#source.integer();
      if (type === BYTE_CODE) this.#codeBody();
      else if (CODE_CALLS.has(type)) this.#codeCall(type);
      else this.item();
    }
    this.#depth--;
  }

  #codeCall(first: number): void {
    let type = first;
    // The tail of a call is a call again.
    for (;;) {
      if (type === CODE_REFERENCE) {
        this.#source.integer();
        return;
      }
      if (type === CODE_DEFINITION) {
        this.#source.integer();
        type = this.#source.integer();
      }
      if (!CODE_CALLS.has(type)) {
        this.item();
        return;
      }
      if (type === ATTRIBUTED_LANGUAGE || type === ATTRIBUTED_LIST) this.item();
      this.item();
      if (++this.#depth > DEEPEST) throw tooDeep();
      this.#codeCall(this.#source.integer());
      this.#depth--;
      type = this.#source.integer();
    }
  }
}

const CODE_CALLS = new Set([
  LANGUAGE,
  PAIRLIST,
  CODE_DEFINITION,
  CODE_REFERENCE,
  ATTRIBUTED_LANGUAGE,
  ATTRIBUTED_LIST,
]);

function attributesOf(value: RValue): RAttributes {
  return value.type === "pairlist"
    ? new Map(value.items.map(({ name, value: one }) => [name, one]))
    : NO_ATTRIBUTES;
}

function other(what: string): RValue {
  return { type: "other", what, attributes: NO_ATTRIBUTES };
}

function fail(error: Error): never {
  throw error;
}

function tooDeep(): InputError {
  return new InputError(
    "Expected an R object of lists at most 400 deep, got deeper ones. Save only the network.",
  );
}
