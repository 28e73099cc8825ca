import type { ExportedFamily } from "./families/exportedFamily.ts";
import { filled, indented, type NamedStep } from "./programText.ts";

/** `model.R` of an export. @param description an expression of R */
export function rProgram(
  description: string,
  family: ExportedFamily["r"],
  kinds: readonly NamedStep[],
): string {
  const steps = kinds.map(
    ({ kind, step }) => `"${kind}" = function(name, y, read, context) {\n${indented(step.r, 2)}\n}`,
  );
  return filled(PROGRAM, {
    DESCRIPTION: description,
    STEPS: indented(steps.join(",\n"), 2),
    PRIOR: indented(family.prior, 2),
    ENCODE: indented(family.encode, 2),
  });
}

const PROGRAM = `# A model exported by siren-vae, without packages.
#
#   Rscript model.R table.csv > answers.csv
#
# writes the log-density of every row (nats, raw units) and the posterior means of the hidden nodes. In a session:
#
#   source("model.R", chdir = TRUE)
#   row <- row_of(list(a = 1.5, b = "yes"))     # names as in MODEL$columns; NA where missing
#   log_density(row); posterior_mean(row)
#
# Draws of the hidden nodes are columns of a matrix, all of which every function below takes at once.

MODEL <- @DESCRIPTION@
K <- length(MODEL$latents)
DRAWS <- 1000

# Whether this is what Rscript was called with, rather than read by source().
IS_PROGRAM <- sys.nframe() == 0

folder_of_script <- function() {
  file <- grep("^--file=", commandArgs(FALSE), value = TRUE)
  if (!IS_PROGRAM || length(file) == 0) "." else dirname(sub("^--file=", "", file[1]))
}

read_weights <- function(path) {
  file <- file(path, "rb")
  on.exit(close(file))
  header <- readBin(file, "integer", 1, 4, endian = "little")
  readBin(file, "raw", 4 + header)
  numbers <- sum(vapply(MODEL$tensors, function(place) prod(place$shape), 0))
  values <- readBin(file, "double", numbers, 8, endian = "little")
  lapply(MODEL$tensors, function(place) {
    own <- values[place$from + seq_len(prod(place$shape))]
    if (length(place$shape) == 2) matrix(own, place$shape[1], place$shape[2], byrow = TRUE) else own
  })
}
W <- read_weights(file.path(folder_of_script(), "weights.safetensors"))

times <- function(name, v) W[[name]] %*% v
softplus <- function(x) pmax(x, 0) + log1p(exp(-abs(x)))
normal <- function(v) -0.5 * colSums(v^2) - 0.5 * nrow(v) * log(2 * pi)
repeated <- function(v, draws) matrix(v, length(v), draws)

# Numbers, and codes of levels from 0, in the model's order; NA where a value is missing.
row_of <- function(values) {
  vapply(MODEL$columns, function(column) {
    value <- values[[column$name]]
    if (is.null(value) || is.na(value) || value %in% c("", "NA", "nan", "NaN")) return(NA_real_)
    if (length(column$levels) == 0) return(number_of(column, value))
    code <- match(as.character(value), column$levels) - 1
    if (is.na(code)) stop("Expected one of ", toString(column$levels), " in ", column$name, ", got ", value, ".")
    code
  }, 0)
}

number_of <- function(column, value) {
  number <- suppressWarnings(as.numeric(value))
  right <- is.finite(number)
  kind <- if (is.null(column$rest)) column$kind else column$rest
  if (right && kind == "log-normal") right <- number > 0 || is_atom(column, number)
  if (right && column$kind %in% c("count", "zero-inflated")) right <- number >= 0 && number == floor(number)
  end <- ends_of(column)
  if (right && column$kind == "discretized-logistic")
    right <- number >= end[1] && number <= end[2] && number == floor(number)
  if (!right) {
    expected <- switch(kind,
      "log-normal" = "a number above 0", count = , "zero-inflated" = "a whole number from 0 on",
      "discretized-logistic" = paste0(
        "a whole number", if (end[1] > -Inf) paste0(" from ", end[1]), if (end[2] < Inf) paste0(" up to ", end[2])
      ), "a number"
    )
    stop(
      "Expected ", if (!is.null(column$atom)) paste(column$atom, "or "), expected, " in ", column$name, ", got ", value, "."
    )
  }
  number
}

# Whether it is the one value of the column that has a probability of its own.
is_atom <- function(column, value) {
  !is.null(column$share) && value == (if (is.null(column$atom)) 0 else column$atom)
}

# The column as it is but for its one value.
others_of <- function(column) {
  column$kind <- if (is.null(column$rest)) "count" else column$rest
  column$atom <- column$share <- NULL
  column
}

# How many numbers networks read of it.
rows_of <- function(column) if (is.null(column$share)) max(1, length(column$scores)) else 2

# The least and the greatest whole number that there can be, to which all beyond counts.
ends_of <- function(column) {
  c(if (is.null(column$least)) -Inf else column$least, if (is.null(column$most)) Inf else column$most)
}

# What makes a skewed column normal, and the logarithm of its slope.
curved <- function(curve, value) {
  z <- (value - curve$centre) / curve$spread
  y <- sinh(curve$tail * asinh(z) - curve$lean)
  list(y = y, slope = log(curve$tail / curve$spread) + 0.5 * (log1p(y^2) - log1p(z^2)))
}

# What networks read of a value.
coded_of <- function(column, value) {
  if (length(column$scores) > 0) return(vapply(column$scores, function(scores) scores[value + 1], 0))
  if (!is.null(column$share)) {
    spread <- max(sqrt(column$share * (1 - column$share)), 0.1)
    if (is_atom(column, value)) return(c(0, (1 - column$share) / spread))
    return(c(coded_of(others_of(column), value), -column$share / spread))
  }
  if (column$kind == "log-normal") value <- log(value)
  if (column$kind == "skewed") value <- curved(column$curve, value)$y
  if (column$kind == "count") value <- log1p(value)
  e <- (value - column$mean) / column$deviation
  if (column$kind %in% c("contaminated-normal", "student-t") && abs(e) > 3) sign(e) * 3 * (1 + log(abs(e) / 3)) else e
}

# What networks read, coded, and where it was missing.
features_of <- function(row) {
  x <- unlist(lapply(seq_along(row), function(c) {
    column <- MODEL$columns[[c]]
    if (is.na(row[c])) rep(NA_real_, rows_of(column)) else coded_of(column, row[c])
  }))
  gaps <- is.na(x)
  if (any(gaps)) {
    if (is.null(W[["fill.mean"]]))
      stop("This model was trained on rows without gaps and takes no others here; siren-vae itself does.")
    if (MODEL$decoderReads)
      stop("Measured columns of this model depend on others directly, so that gaps would have to be drawn, which only siren-vae itself does.")
    counts <- vapply(MODEL$columns, rows_of, 0)
    mean <- rep(vapply(MODEL$columns, function(column) column$mean, 0), counts)
    deviation <- rep(vapply(MODEL$columns, function(column) column$deviation, 0), counts)
    centre <- W[["fill.mean"]]
    covariance <- W[["fill.covariance"]]
    filled <- centre[gaps]
    if (!all(gaps)) {
      away <- mean[!gaps] + deviation[!gaps] * x[!gaps] - centre[!gaps]
      filled <- filled + as.vector(
        covariance[gaps, !gaps, drop = FALSE] %*% solve(covariance[!gaps, !gaps, drop = FALSE], away)
      )
    }
    x[gaps] <- (filled - mean[gaps]) / deviation[gaps]
  }
  list(x = x, gaps = as.numeric(gaps))
}

# h(a) and its derivative.
activation <- function(a, beta) {
  s <- plogis(beta * a)
  switch(MODEL$activation,
    lipswish = list(a * s / 1.1, (s + beta * a * s * (1 - s)) / 1.1),
    lipmish = {
      t <- tanh(softplus(beta * a))
      list(a * t / 1.09, (t + a * beta * s * (1 - t^2)) / 1.09)
    },
    tanh = {
      t <- tanh(beta * a)
      list(t / beta, 1 - t^2)
    },
    elu = {
      below <- exp(pmin(beta * a, 0))
      list(ifelse(a > 0, a, (below - 1) / beta), ifelse(a > 0, 1, below))
    }
  )
}

layer <- function(name, v) {
  activation(
    times(paste0(name, ".weight"), v) + W[[paste0(name, ".bias")]], softplus(W[[paste0(name, ".sharpness")]][1])
  )
}

# What comes out of the hidden layers, and the slopes of their units.
hidden <- function(name, v) {
  slopes <- list()
  for (at in seq_len(MODEL$layers) - 1) {
    h <- layer(paste0(name, ".layers.", at), v)
    v <- h[[1]]
    slopes[[at + 1]] <- h[[2]]
  }
  list(v = v, slopes = slopes)
}

# What a network says of its first K inputs, and the derivatives of that: draw, output, input. Zeros of weights are passed over.
bent <- function(name, v, K) {
  inner <- hidden(name, v)
  last <- paste0(name, ".layers.", MODEL$layers)
  slopes <- array(0, c(ncol(v), K, K))
  for (k in seq_len(K)) {
    units <- k
    moved <- matrix(1, 1, ncol(v))
    for (at in c(seq_len(MODEL$layers), MODEL$layers + 1)) {
      weight <- W[[paste0(name, ".layers.", at - 1, ".weight")]]
      reached <- which(rowSums(weight[, units, drop = FALSE] != 0) > 0)
      moved <- weight[reached, units, drop = FALSE] %*% moved
      if (at <= MODEL$layers) moved <- inner$slopes[[at]][reached, , drop = FALSE] * moved
      units <- reached
    }
    slopes[, units, k] <- t(moved)
  }
  list(v = times(paste0(last, ".weight"), inner$v) + W[[paste0(last, ".bias")]], slopes = slopes)
}

# log|det(1 + slopes)| of every draw. Blocks contract, so that no row need change places.
log_determinants <- function(slopes) {
  K <- dim(slopes)[2]
  total <- numeric(dim(slopes)[1])
  for (p in seq_len(K)) slopes[, p, p] <- 1 + slopes[, p, p]
  filled <- apply(slopes != 0, 2:3, any)
  for (p in seq_len(K)) {
    total <- total + log(abs(slopes[, p, p]))
    later <- seq_len(K) > p
    for (i in which(filled[, p] & later)) {
      factor <- slopes[, i, p] / slopes[, p, p]
      for (j in which(filled[p, ] & later)) slopes[, i, j] <- slopes[, i, j] - factor * slopes[, p, j]
      filled[i, ] <- filled[i, ] | filled[p, ]
    }
  }
  total
}

# What the parents say of a step's transforms: a matrix a number of them, whose rows are the components.
theta_of <- function(name, read, context) {
  last <- paste0(name, ".layers.", MODEL$layers)
  theta <- times(paste0(last, ".weight"), hidden(name, rbind(read, context))$v) + W[[paste0(last, ".bias")]]
  numbers <- nrow(theta) / nrow(read)
  lapply(seq_len(numbers), function(i) theta[seq(i, by = numbers, length.out = nrow(read)), , drop = FALSE])
}

# y' and log|det dy'/dy| of one step of a flow, a column a draw; read and context are held fixed.
STEPS <- list(
@STEPS@
)

steps_of <- function(flow, start, context) {
  y <- start
  total <- 0
  for (t in seq_len(flow$blocks) - 1) {
    moved <- STEPS[[flow$kind]](paste(flow$name, flow$layers, t, sep = "."), y, if (flow$exact) start else y, context)
    y <- moved$y
    total <- total + moved$log_det
  }
  list(y = y, log_det = total)
}

# log p(z) of a flow u = F(z; context) to standard normal u.
normalizing <- function(flow, z, context) {
  moved <- steps_of(flow, z, context)
  y <- moved$y
  log_det <- moved$log_det
  if (flow$affine) {
    layer <- paste0(flow$name, ".affine")
    read <- if (flow$exact) z else y
    shift <- times(paste0(layer, ".weight_z"), read) + W[[paste0(layer, ".bias")]]
    if (length(context) > 0) shift <- shift + times(paste0(layer, ".weight_x"), context)
    if (length(flow$firsts) > 0) {
      pairs <- read[flow$firsts + 1, , drop = FALSE] * read[flow$seconds + 1, , drop = FALSE]
      shift <- shift + times(paste0(layer, ".weight_pairs"), pairs)
    }
    s <- W[[paste0(layer, ".log_scale")]]
    y <- exp(-s) * (y + shift)
    log_det <- log_det - sum(s)
  }
  normal(y) + log_det
}

# z = F(eps; context) of a flow from standard normal eps, and log q(z).
generative <- function(flow, eps, context, gaps) {
  start <- eps
  log_det <- 0
  if (flow$affine) {
    layer <- paste0(flow$name, ".affine")
    s <- W[[paste0(layer, ".log_scale")]]
    by_gaps <- W[[paste0(layer, ".log_scale.weight_missing")]]
    if (!is.null(by_gaps)) s <- s + as.vector(by_gaps %*% gaps)
    shift <- times(paste0(layer, ".weight_x"), context) + W[[paste0(layer, ".bias")]]
    start <- solve(diag(1, K) - W[[paste0(layer, ".weight_z")]], exp(s) * eps + shift)
    log_det <- sum(s)
  }
  moved <- steps_of(flow, start, context)
  list(z = moved$y, log_q = normal(eps) - log_det - moved$log_det)
}

log_prior <- function(z, x) {
@PRIOR@
}

gaussian <- function(name, read) head_of(name, read, hidden(name, read)$v)

head_of <- function(name, read, v) {
  mu <- times(paste0(name, ".mean.weight"), v) + W[[paste0(name, ".mean.bias")]]
  if (MODEL$affine) mu <- mu + times(paste0(name, ".straight.weight"), read)
  bias <- W[[paste0(name, ".log_scale.bias")]]
  list(mu = mu, s = if (!is.null(bias)) times(paste0(name, ".log_scale.weight"), v) + bias)
}

# Draws z = F(eps; row) of the encoder and log q(z | row) of each.
encode <- function(row, eps) encode_coded(features_of(row), as.matrix(eps))

encode_coded <- function(coded, eps) {
  x <- repeated(coded$x, ncol(eps))
  gaps <- coded$gaps
  read <- rbind(x, if (MODEL$missing) repeated(gaps, ncol(eps)))
@ENCODE@
}

# log p(value | location, log scale, shared parameters) of every draw, in raw units, nats.
log_value <- function(column, value, mu, s, shared) {
  coded <- function(target) ((target - column$mean) / column$deviation - mu[1, ]) / exp(s)
  # Of a column with outliers a mixture with a normal distribution of deviation 2.
  normal <- function(target) {
    e <- coded(target)
    near <- dnorm(e, log = TRUE) - s
    if (length(shared) == 0) return(near)
    near <- near - softplus(shared[1] - 5)
    far <- dnorm(e * exp(s), sd = 2, log = TRUE) - softplus(5 - shared[1])
    pmax(near, far) + log1p(exp(-abs(near - far)))
  }
  if (column$kind == "semicontinuous") {
    if (is_atom(column, value)) return(-softplus(-mu[2, ]))
    return(log_value(others_of(column), value, mu[1, , drop = FALSE], s, shared) - softplus(mu[2, ]))
  }
  if (column$kind == "zero-inflated") {
    counted <- log_value(others_of(column), value, mu[1, , drop = FALSE], s, shared) - softplus(mu[2, ])
    if (value > 0) return(counted)
    zeros <- -softplus(-mu[2, ])
    return(pmax(zeros, counted) + log1p(exp(-abs(zeros - counted))))
  }
  switch(column$kind,
    gaussian = ,
    "contaminated-normal" = normal(value) - log(column$deviation),
    "log-normal" = normal(log(value)) - log(column$deviation) - log(value),
    skewed = {
      t <- curved(column$curve, value)
      normal(t$y) - log(column$deviation) + t$slope
    },
    "student-t" = {
      degrees <- 1 + exp(shared[1])
      lgamma((degrees + 1) / 2) - lgamma(degrees / 2) - 0.5 * log(degrees * pi) -
        (degrees + 1) / 2 * log1p(coded(value)^2 / degrees) - s - log(column$deviation)
    },
    count = {
      alpha <- max(exp(shared[1]), 1.6e-8)
      k <- seq_len(value) - 1
      sum(log((1 + k * alpha) / (k + 1))) + value * mu[1, ] - (value + 1 / alpha) * log1p(alpha * exp(mu[1, ]))
    },
    "discretized-logistic" = {
      end <- ends_of(column)
      between <- if (value > end[1] && value < end[2]) log(-expm1(-1 / (column$deviation * exp(s)))) else 0
      above <- if (value < end[2]) softplus(-coded(value + 0.5)) else 0
      below <- if (value > end[1]) softplus(coded(value - 0.5)) else 0
      between - above - below
    },
    ordinal = {
      cuts <- c(-Inf, cumsum(c(shared[1], exp(shared[-1]))), Inf)
      low <- cuts[value + 1] - mu[1, ]
      high <- cuts[value + 2] - mu[1, ]
      log(ifelse(low > 0, plogis(-low) - plogis(-high), plogis(high) - plogis(low)))
    },
    {
      logits <- rbind(0, mu)
      most <- apply(logits, 2, max)
      logits[value + 1, ] - most - log(colSums(exp(logits - rep(most, each = nrow(logits)))))
    }
  )
}

log_observed <- function(row, x, z) {
  if (length(MODEL$groups) == 0) return(0)
  read <- rbind(z, if (MODEL$decoderHears) x)
  v <- hidden("decoder", read)$v
  total <- 0
  for (group in MODEL$groups) {
    head <- head_of(group$prefix, read, v)
    s <- head$s
    if (!is.null(s) && length(group$floors) > 0) s <- group$floors + softplus(s - group$floors)
    if (!is.null(s) && length(group$least) > 0) s <- pmax(s, group$least)
    shared <- if (nzchar(group$sharedName)) W[[paste0(group$prefix, ".", group$sharedName)]]
    place <- 0
    own <- 0
    for (i in seq_along(group$columns)) {
      c <- group$columns[i] + 1
      if (!is.na(row[c])) {
        total <- total + log_value(
          MODEL$columns[[c]], row[c], head$mu[place + seq_len(group$locations[i]), , drop = FALSE],
          if (is.null(s)) 0 else s[i, ], shared[own + seq_len(group$shared[i])]
        )
      }
      place <- place + group$locations[i]
      own <- own + group$shared[i]
    }
  }
  total
}

# log p(row, z) of every draw, nats.
log_joint <- function(row, z) {
  z <- as.matrix(z)
  x <- repeated(features_of(row)$x, ncol(z))
  log_prior(z, x) + log_observed(row, x, z)
}

# Draws of the encoder, each with its mirror image, one a column, and their log-weights.
weighted_draws <- function(row, draws, seed) {
  set.seed(seed)
  coded <- features_of(row)
  half <- matrix(rnorm(K * ceiling(draws / 2)), K)
  # Where nothing is hidden, one draw of nothing says all.
  eps <- if (K > 0) cbind(half, -half) else matrix(0, 0, 1)
  drawn <- encode_coded(coded, eps)
  x <- repeated(coded$x, ncol(eps))
  list(z = drawn$z, logs = log_prior(drawn$z, x) + log_observed(row, x, drawn$z) - drawn$log_q)
}

log_mean <- function(logs) max(logs) + log(mean(exp(logs - max(logs))))

weighted_mean <- function(drawn) {
  weights <- exp(drawn$logs - max(drawn$logs))
  setNames(as.vector(drawn$z %*% weights) / sum(weights), MODEL$latents)
}

# log p(row), nats in raw units, by importance sampling.
log_density <- function(row, draws = DRAWS, seed = 0) log_mean(weighted_draws(row, draws, seed)$logs)

# The mean of the hidden nodes given the row.
posterior_mean <- function(row, draws = DRAWS, seed = 0) weighted_mean(weighted_draws(row, draws, seed))

# All rows of a CSV file with a header, as of row_of, in a list. Fields stay text: R would make other labels of true or 01.
read_rows <- function(path) {
  if (!file.exists(path)) stop("Expected a table at ", path, ", got nothing.")
  table <- read.csv(
    path, header = FALSE, colClasses = "character", na.strings = character(0), fill = FALSE, encoding = "UTF-8"
  )
  header <- sub("^\\ufeff", "", unlist(table[1, ], use.names = FALSE))
  for (column in MODEL$columns) {
    found <- sum(header == column$name)
    if (found != 1)
      stop("Expected one column ", column$name, " in ", path, ", got ", if (found == 0) "none" else found, ".")
  }
  lapply(seq_len(nrow(table) - 1), function(i) {
    tryCatch({
      row <- row_of(setNames(as.list(unlist(table[i + 1, ], use.names = FALSE)), header))
      features_of(row)
      row
    }, error = function(mistake) stop(path, ", row ", i, ": ", conditionMessage(mistake), call. = FALSE))
  })
}

answers <- function(path, draws = DRAWS) {
  result <- vapply(read_rows(path), function(row) {
    drawn <- weighted_draws(row, draws, 0)
    c(log_mean(drawn$logs), weighted_mean(drawn))
  }, numeric(1 + K))
  names <- c("log_density", as.character(MODEL$latents))
  quoted <- grepl("[\\",\\r\\n]", names)
  names[quoted] <- paste0("\\"", gsub("\\"", "\\"\\"", names[quoted]), "\\"")
  # A matrix again, since without hidden nodes it is a vector.
  rows <- apply(matrix(result, 1 + K), 2, function(row) paste(format(row, digits = 17, trim = TRUE), collapse = ","))
  # Whoever read the answers may have enough of them.
  tryCatch(writeLines(c(paste(names, collapse = ","), rows)), error = function(gone) quit(status = 0))
}

refuse <- function(text) {
  message(text)
  quit(status = 2)
}

if (IS_PROGRAM) {
  words <- commandArgs(TRUE)
  if (!length(words) %in% 1:2 || !all(grepl("^0*[1-9][0-9]*$", words[-1])))
    refuse("Usage: Rscript model.R table.csv [draws]")
  tryCatch(
    answers(words[1], if (length(words) == 2) as.integer(words[2]) else DRAWS),
    error = function(mistake) refuse(paste0("error: ", conditionMessage(mistake)))
  )
}
`;
