/** constant + sum of coefficient x variable */
export interface LinearExpression {
  readonly constant: number;
  readonly coefficients: ReadonlyMap<string, number>;
}

const TOKEN =
  /\s*(?:(\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?)|([\p{L}_][\p{L}\p{N}_.]*)|([-+*/()]))/uy;
const DEEPEST = 200;

/** An expression of sums, differences, products and quotients, if it is linear in its variables. */
export function linearExpression(text: string): LinearExpression | undefined {
  const tokens = tokensOf(text);
  if (tokens === undefined) return undefined;
  const reader = new ExpressionReader(tokens);
  const value = reader.sum(0);
  return reader.ended ? value : undefined;
}

type Token = number | { readonly name: string } | string;

function tokensOf(text: string): Token[] | undefined {
  const tokens: Token[] = [];
  const end = text.trimEnd().length;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < end) {
    const found = TOKEN.exec(text);
    if (found === null) return undefined;
    const [, number, name, sign] = found;
    tokens.push(number !== undefined ? Number(number) : name !== undefined ? { name } : sign);
  }
  return tokens;
}

class ExpressionReader {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get ended(): boolean {
    return this.#at === this.#tokens.length;
  }

  sum(depth: number): LinearExpression | undefined {
    let total = this.#product(depth);
    while (this.#tokens[this.#at] === "+" || this.#tokens[this.#at] === "-") {
      const sign = this.#tokens[this.#at++] === "+" ? 1 : -1;
      const next = this.#product(depth);
      total = total && next && added(total, scaled(next, sign));
    }
    return total;
  }

  #product(depth: number): LinearExpression | undefined {
    let product = this.#factor(depth);
    while (this.#tokens[this.#at] === "*" || this.#tokens[this.#at] === "/") {
      const divides = this.#tokens[this.#at++] === "/";
      const next = this.#factor(depth);
      product = product && next && (divides ? quotient(product, next) : multiplied(product, next));
    }
    return product;
  }

  #factor(depth: number): LinearExpression | undefined {
    if (depth > DEEPEST) return undefined;
    const token = this.#tokens[this.#at++];
    if (typeof token === "number") return { constant: token, coefficients: new Map() };
    if (typeof token === "object") return { constant: 0, coefficients: new Map([[token.name, 1]]) };
    if (token === "+") return this.#factor(depth + 1);
    if (token === "-") {
      const inner = this.#factor(depth + 1);
      return inner && scaled(inner, -1);
    }
    if (token !== "(") return undefined;
    const inner = this.sum(depth + 1);
    return this.#tokens[this.#at++] === ")" ? inner : undefined;
  }
}

function scaled({ constant, coefficients }: LinearExpression, factor: number): LinearExpression {
  return {
    constant: constant * factor,
    coefficients: new Map([...coefficients].map(([name, value]) => [name, value * factor])),
  };
}

function added(a: LinearExpression, b: LinearExpression): LinearExpression {
  const coefficients = new Map(a.coefficients);
  for (const [name, value] of b.coefficients) coefficients.set(name, (coefficients.get(name) ?? 0) + value);
  return { constant: a.constant + b.constant, coefficients };
}

function multiplied(a: LinearExpression, b: LinearExpression): LinearExpression | undefined {
  if (b.coefficients.size === 0) return scaled(a, b.constant);
  return a.coefficients.size === 0 ? scaled(b, a.constant) : undefined;
}

function quotient(a: LinearExpression, b: LinearExpression): LinearExpression | undefined {
  if (b.coefficients.size > 0) return undefined;
  return {
    constant: a.constant / b.constant,
    coefficients: new Map([...a.coefficients].map(([name, value]) => [name, value / b.constant])),
  };
}
