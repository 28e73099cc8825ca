import type { ExportedFamily } from "./families/exportedFamily.ts";
import { filled, indented, type NamedStep } from "./programText.ts";

/** `model.py` of an export. @param description JSON */
export function pythonProgram(
  description: string,
  family: ExportedFamily["python"],
  kinds: readonly NamedStep[],
): string {
  const named = (kind: string) => `_${kind.replaceAll("-", "_")}_step`;
  const steps = [
    ...kinds.map(
      ({ kind, step }) => `def ${named(kind)}(name, y, read, context):\n${indented(step.python, 4)}\n\n\n`,
    ),
    `# y' and log|det dy'/dy| of one step of a flow; read and context are held fixed.\n`,
    `STEPS = {${kinds.map(({ kind }) => `"${kind}": ${named(kind)}`).join(", ")}}`,
  ];
  return filled(PROGRAM, {
    DESCRIPTION: JSON.stringify(description),
    STEPS: steps.join(""),
    PRIOR: indented(family.prior, 4),
    ENCODE: indented(family.encode, 4),
  });
}

const PROGRAM = String.raw`"""A model exported by siren-vae, with numpy alone.

    python3 model.py table.csv > answers.csv

writes the log-density of every row (nats, raw units) and the posterior means of the hidden nodes. As a module:

    import model
    row = model.row_of({"a": 1.5, "b": "yes"})     # names as in model.MODEL["columns"]; None where missing
    model.log_density(row), model.posterior_mean(row)
"""
import csv
import json
import math
import os
import sys

import numpy as np

MODEL = json.loads(@DESCRIPTION@)
LATENTS = MODEL["latents"]
K = len(LATENTS)
DRAWS = 1000


def _read_weights(path):
    with open(path, "rb") as file:
        content = file.read()
    start = 8 + int.from_bytes(content[:8], "little")
    tensors = {}
    for name, place in MODEL["tensors"].items():
        size = math.prod(place["shape"])
        values = np.frombuffer(content, "<f8", size, start + 8 * place["from"])
        tensors[name] = values.reshape(place["shape"])
    return tensors


W = _read_weights(os.path.join(os.path.dirname(os.path.abspath(__file__)), "weights.safetensors"))


def row_of(values):
    """Numbers, and codes of levels, in the model's order; nan where a value is missing."""
    row = []
    for column in MODEL["columns"]:
        value = values.get(column["name"])
        if value is None or value in ("", "NA", "nan", "NaN") or (isinstance(value, float) and math.isnan(value)):
            row.append(math.nan)
        elif column["levels"]:
            if str(value) not in column["levels"]:
                raise ValueError(f"Expected one of {column['levels']} in {column['name']}, got {value!r}.")
            row.append(float(column["levels"].index(str(value))))
        else:
            row.append(_number(column, value))
    return np.array(row)


def _number(column, value):
    kind = column["kind"]
    least, most = _ends(column)
    ends = ("" if least == -math.inf else f" from {least}") + ("" if most == math.inf else f" up to {most}")
    expected = {
        "log-normal": "a number above 0",
        "count": "a whole number from 0 on",
        "zero-inflated": "a whole number from 0 on",
        "discretized-logistic": f"a whole number{ends}",
    }.get(column.get("rest", kind), "a number")
    if "atom" in column:
        expected = f"{column['atom']} or {expected}"
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = math.nan
    right = math.isfinite(number)
    if right and column.get("rest", kind) == "log-normal":
        right = number > 0 or _is_atom(column, number)
    if right and kind in ("count", "zero-inflated"):
        right = number >= 0 and number == math.floor(number)
    if right and kind == "discretized-logistic":
        right = least <= number <= most and number == math.floor(number)
    if not right:
        raise ValueError(f"Expected {expected} in {column['name']}, got {value!r}.")
    return number


def _is_atom(column, value):
    """Whether it is the one value of the column that has a probability of its own."""
    return "share" in column and value == column.get("atom", 0)


def _others(column):
    """The column as it is but for its one value."""
    return {name: part for name, part in column.items() if name not in ("atom", "share")} | {"kind": column.get("rest", "count")}


def _rows(column):
    """How many numbers networks read of it."""
    return 2 if "share" in column else max(1, len(column["scores"]))


def _ends(column):
    """The least and the greatest whole number that there can be, to which all beyond counts."""
    return column.get("least", -math.inf), column.get("most", math.inf)


def _curved(curve, value):
    """What makes a skewed column normal, and the logarithm of its slope."""
    z = (value - curve["centre"]) / curve["spread"]
    y = math.sinh(curve["tail"] * math.asinh(z) - curve["lean"])
    return y, math.log(curve["tail"] / curve["spread"]) + 0.5 * (math.log1p(y * y) - math.log1p(z * z))


def _coded(column, value):
    """What networks read of a value."""
    kind, mean, deviation = column["kind"], column["mean"], column["deviation"]
    if column["scores"]:
        return [scores[int(value)] for scores in column["scores"]]
    if "share" in column:
        share = column["share"]
        spread = max(math.sqrt(share * (1 - share)), 0.1)
        if _is_atom(column, value):
            return [0.0, (1 - share) / spread]
        return _coded(_others(column), value) + [-share / spread]
    if kind == "log-normal":
        return [(math.log(value) - mean) / deviation]
    if kind == "skewed":
        return [(_curved(column["curve"], value)[0] - mean) / deviation]
    if kind == "count":
        return [(math.log1p(value) - mean) / deviation]
    x = (value - mean) / deviation
    if kind in ("contaminated-normal", "student-t") and abs(x) > 3:
        x = math.copysign(3 * (1 + math.log(abs(x) / 3)), x)
    return [x]


def _features(row):
    """What networks read, coded, and where it was missing."""
    features = []
    for column, value in zip(MODEL["columns"], row):
        features += [math.nan] * _rows(column) if math.isnan(value) else _coded(column, value)
    features = np.array(features)
    gaps = np.isnan(features)
    if gaps.any():
        if "fill.mean" not in W:
            raise ValueError("This model was trained on rows without gaps and takes no others here; siren-vae itself does.")
        if MODEL["decoderReads"]:
            raise ValueError("Measured columns of this model depend on others directly, so that gaps would have to be drawn, which only siren-vae itself does.")
        mean, deviation = _feature_scales()
        centre, covariance = W["fill.mean"], W["fill.covariance"]
        raw = mean + deviation * features
        filled = centre[gaps]
        if not gaps.all():
            across = np.linalg.solve(covariance[np.ix_(~gaps, ~gaps)], raw[~gaps] - centre[~gaps])
            filled = filled + covariance[np.ix_(gaps, ~gaps)] @ across
        features[gaps] = (filled - mean[gaps]) / deviation[gaps]
    return features, gaps.astype(float)


def _feature_scales():
    counts = [_rows(column) for column in MODEL["columns"]]
    return (np.repeat([column[key] for column in MODEL["columns"]], counts) for key in ("mean", "deviation"))


def _softplus(x):
    return np.logaddexp(0, x)


def _sigmoid(x):
    return np.exp(-np.logaddexp(0, -x))


def _activation(a, beta):
    """h(a) and its derivative."""
    kind = MODEL["activation"]
    s = _sigmoid(beta * a)
    if kind == "lipswish":
        return a * s / 1.1, (s + beta * a * s * (1 - s)) / 1.1
    if kind == "lipmish":
        t = np.tanh(_softplus(beta * a))
        return a * t / 1.09, (t + a * beta * s * (1 - t * t)) / 1.09
    if kind == "tanh":
        t = np.tanh(beta * a)
        return t / beta, 1 - t * t
    below = np.exp(np.minimum(beta * a, 0))
    return np.where(a > 0, a, (below - 1) / beta), np.where(a > 0, 1.0, below)


def _layer(name, v):
    return _activation(W[f"{name}.weight"] @ v + W[f"{name}.bias"], _softplus(W[f"{name}.sharpness"][0]))


def _hidden(name, v, jacobian=None):
    for layer in range(MODEL["layers"]):
        weight = W[f"{name}.layers.{layer}.weight"]
        v, slope = _layer(f"{name}.layers.{layer}", v)
        if jacobian is not None:
            jacobian = slope[:, None] * (weight @ jacobian)
    return v, jacobian


def _theta(name, read, context):
    """What the parents say of a step's transforms, a row a component."""
    v = _hidden(name, np.concatenate([read] + context))[0]
    last = f"{name}.layers.{MODEL['layers']}"
    return (W[f"{last}.weight"] @ v + W[f"{last}.bias"]).reshape(len(read), -1)


@STEPS@


def _steps(flow, start, context):
    y, total = start, 0.0
    for t in range(flow["blocks"]):
        name = f"{flow['name']}.{flow['layers']}.{t}"
        y, log_det = STEPS[flow["kind"]](name, y, start if flow["exact"] else y, context)
        total += log_det
    return y, total


def _normalizing(flow, z, context):
    """log p(z) of a flow u = F(z; context) to standard normal u."""
    y, log_det = _steps(flow, z, context)
    if flow["affine"]:
        layer, read = f"{flow['name']}.affine", z if flow["exact"] else y
        shift = W[f"{layer}.weight_z"] @ read + W[f"{layer}.bias"]
        if context:
            shift = shift + W[f"{layer}.weight_x"] @ np.concatenate(context)
        if flow["firsts"]:
            shift = shift + W[f"{layer}.weight_pairs"] @ (read[flow["firsts"]] * read[flow["seconds"]])
        y = np.exp(-W[f"{layer}.log_scale"]) * (y + shift)
        log_det -= float(np.sum(W[f"{layer}.log_scale"]))
    return _normal(y) + log_det


def _generative(flow, eps, context, gaps):
    """z = F(eps; context) of a flow from standard normal eps, and log q(z)."""
    start, log_det = eps, 0.0
    if flow["affine"]:
        layer = f"{flow['name']}.affine"
        s = W[f"{layer}.log_scale"]
        if f"{layer}.log_scale.weight_missing" in W:
            s = s + W[f"{layer}.log_scale.weight_missing"] @ gaps
        shift = W[f"{layer}.weight_x"] @ np.concatenate(context) + W[f"{layer}.bias"]
        start = np.linalg.solve(np.eye(len(eps)) - W[f"{layer}.weight_z"], np.exp(s) * eps + shift)
        log_det = float(np.sum(s))
    z, moved = _steps(flow, start, context)
    return z, _normal(eps) - log_det - moved


def _normal(v):
    return -0.5 * float(np.sum(v * v)) - 0.5 * len(v) * math.log(2 * math.pi)


def _log_prior(z, x):
@PRIOR@


def encode(row, eps):
    """A draw z = F(eps; row) of the encoder and log q(z | row)."""
    return _encode(_features(row), eps)


def _encode(coded, eps):
    x, gaps = coded
    context = [x, gaps] if MODEL["missing"] else [x]
    read = np.concatenate(context)
@ENCODE@


def _gaussian(name, read):
    return _head(name, read, _hidden(name, read)[0])


def _head(name, read, v):
    mu = W[f"{name}.mean.weight"] @ v + W[f"{name}.mean.bias"]
    if MODEL["affine"]:
        mu = mu + W[f"{name}.straight.weight"] @ read
    if f"{name}.log_scale.bias" not in W:
        return mu, None
    return mu, W[f"{name}.log_scale.weight"] @ v + W[f"{name}.log_scale.bias"]


def _around(distance, s, shared):
    """log N(distance; 0, exp(s)), or of its mixture with outliers of deviation 2."""
    e = distance / math.exp(s)
    log_density = -0.5 * e * e - s - 0.5 * math.log(2 * math.pi)
    if len(shared) == 0:
        return log_density
    far = -0.125 * distance * distance - math.log(2) - 0.5 * math.log(2 * math.pi)
    logit = shared[0] - 5
    return float(np.logaddexp(log_density - _softplus(logit), far - _softplus(-logit)))


def _log_value(column, value, mu, s, shared):
    """log p(value | location, log scale, shared parameters) in raw units, nats."""
    kind, mean, deviation = column["kind"], column["mean"], column["deviation"]
    if kind == "semicontinuous":
        if _is_atom(column, value):
            return float(-_softplus(-mu[1]))
        return float(_log_value(_others(column), value, mu[:1], s, shared) - _softplus(mu[1]))
    if kind == "zero-inflated":
        counted = _log_value(_others(column), value, mu[:1], s, shared) - _softplus(mu[1])
        return float(np.logaddexp(-_softplus(-mu[1]), counted) if value == 0 else counted)
    if kind in ("gaussian", "contaminated-normal", "log-normal"):
        target = math.log(value) if kind == "log-normal" else value
        jacobian = math.log(deviation) + (math.log(value) if kind == "log-normal" else 0)
        return _around((target - mean) / deviation - mu[0], s, shared) - jacobian
    if kind == "skewed":
        target, slope = _curved(column["curve"], value)
        return _around((target - mean) / deviation - mu[0], s, shared) - math.log(deviation) + slope
    if kind == "student-t":
        degrees = 1 + math.exp(shared[0])
        e = ((value - mean) / deviation - mu[0]) / math.exp(s)
        constant = math.lgamma((degrees + 1) / 2) - math.lgamma(degrees / 2) - 0.5 * math.log(degrees * math.pi)
        return constant - s - (degrees + 1) / 2 * math.log1p(e * e / degrees) - math.log(deviation)
    if kind == "count":
        alpha = max(math.exp(shared[0]), 1.6e-8)
        expected = math.exp(mu[0])
        first = sum(math.log((1 + k * alpha) / (k + 1)) for k in range(int(value)))
        return first + value * mu[0] - (value + 1 / alpha) * math.log1p(alpha * expected)
    if kind == "discretized-logistic":
        least, most = _ends(column)
        step = 1 / deviation
        upper = ((value + 0.5 - mean) * step - mu[0]) / math.exp(s)
        lower = ((value - 0.5 - mean) * step - mu[0]) / math.exp(s)
        within = least < value < most
        between = math.log(-math.expm1(-step / math.exp(s))) if within else 0.0
        return float(between - (_softplus(-upper) if value < most else 0) - (_softplus(lower) if value > least else 0))
    code = int(value)
    if kind == "ordinal":
        cuts = np.concatenate([[-np.inf], np.cumsum(np.concatenate([shared[:1], np.exp(shared[1:])])), [np.inf]])
        low, high = cuts[code] - mu[0], cuts[code + 1] - mu[0]
        if low > 0:
            low, high = -high, -low
        return float(np.log(_sigmoid(high) - _sigmoid(low)))
    logits = np.concatenate([[0.0], mu])
    return float(logits[code] - np.logaddexp.reduce(logits))


def _log_observed(row, x, z):
    if not MODEL["groups"]:
        return 0.0
    read = np.concatenate([z, x]) if MODEL["decoderHears"] else z
    v = _hidden("decoder", read)[0]
    total = 0.0
    for group in MODEL["groups"]:
        mu, s = _head(group["prefix"], read, v)
        if s is not None and group["floors"]:
            floors = np.array(group["floors"])
            s = floors + _softplus(s - floors)
        if s is not None and group["least"]:
            s = np.maximum(s, np.array(group["least"]))
        shared = W[f"{group['prefix']}.{group['sharedName']}"] if group["sharedName"] else np.zeros(0)
        place = own = 0
        for i, c in enumerate(group["columns"]):
            wide, many = group["locations"][i], group["shared"][i]
            if not math.isnan(row[c]):
                scale = 0.0 if s is None else float(s[i])
                total += _log_value(
                    MODEL["columns"][c], row[c], mu[place : place + wide], scale, shared[own : own + many]
                )
            place, own = place + wide, own + many
    return total


def log_joint(row, z):
    """log p(row, z), nats."""
    x, _ = _features(row)
    return _log_prior(z, x) + _log_observed(row, x, z)


def _weighted_draws(row, draws, seed):
    """Draws of the encoder, each with its mirror image, and their log-weights."""
    random = np.random.default_rng(seed)
    coded = _features(row)
    # Where nothing is hidden, one draw of nothing says all.
    half = random.standard_normal(((draws + 1) // 2 if K else 1, K))
    drawn, logs = [], []
    for eps in np.concatenate([half, -half]) if K else half:
        z, log_q = _encode(coded, eps)
        drawn.append(z)
        logs.append(_log_prior(z, coded[0]) + _log_observed(row, coded[0], z) - log_q)
    return np.array(drawn), np.array(logs)


def log_density(row, draws=DRAWS, seed=0):
    """log p(row), nats in raw units, by importance sampling."""
    return _log_mean(_weighted_draws(row, draws, seed)[1])


def posterior_mean(row, draws=DRAWS, seed=0):
    """The mean of the hidden nodes given the row, in the order of LATENTS."""
    drawn, logs = _weighted_draws(row, draws, seed)
    return _weighted_mean(drawn, logs)


def _weighted_mean(drawn, logs):
    weights = np.exp(logs - logs.max())
    return weights @ drawn / weights.sum()


def _log_mean(logs):
    return float(np.logaddexp.reduce(logs) - math.log(len(logs)))


def read_rows(path):
    """All rows of a CSV file with a header, as of row_of; a ValueError says where the file is wrong."""
    rows = []
    with open(path, newline="", encoding="utf-8-sig") as file:
        reader = csv.DictReader(file)
        header = reader.fieldnames or []
        for column in MODEL["columns"]:
            if header.count(column["name"]) != 1:
                found = header.count(column["name"])
                raise ValueError(f"Expected one column {column['name']!r} in {path}, got {found or 'none'}.")
        for values in reader:
            try:
                if None in values or None in values.values():
                    raise ValueError(f"Expected {len(header)} fields, as the header has, got more or fewer.")
                row = row_of(values)
                _features(row)
            except ValueError as mistake:
                raise ValueError(f"{path}, line {reader.line_num}: {mistake}") from None
            rows.append(row)
    return rows


def main(path, draws=DRAWS):
    rows = read_rows(path)
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(["log_density", *LATENTS])
    for row in rows:
        drawn, logs = _weighted_draws(row, draws, 0)
        out.writerow([repr(float(v)) for v in [_log_mean(logs), *_weighted_mean(drawn, logs)]])


if __name__ == "__main__":
    asked = sys.argv[1:]
    if len(asked) not in (1, 2) or not all(word.isdecimal() and int(word) > 0 for word in asked[1:]):
        print("Usage: python3 model.py table.csv [draws]", file=sys.stderr)
        sys.exit(2)
    try:
        main(asked[0], *map(int, asked[1:]))
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read the answers has enough of them, and nobody takes what is left of them when Python ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (ValueError, OSError, csv.Error) as mistake:
        print(f"error: {mistake}", file=sys.stderr)
        sys.exit(2)
`;
