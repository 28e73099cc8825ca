/** `model.R` of an export. @param description an expression of R */
export function rProgram(description: string): string {
  return PROGRAM.replace("@DESCRIPTION@", () => description);
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

times <- function(name, v) as.vector(W[[name]] %*% v)
softplus <- function(x) pmax(x, 0) + log1p(exp(-abs(x)))
normal <- function(v) -0.5 * sum(v^2) - 0.5 * length(v) * log(2 * pi)
log_determinant <- function(m) if (length(m) == 0) 0 else as.numeric(determinant(m)$modulus)

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
  if (right && column$kind == "log-normal") right <- number > 0
  if (right && column$kind == "count") right <- number >= 0 && number == floor(number)
  if (!right) {
    expected <- switch(column$kind,
      "log-normal" = "a number above 0", count = "a whole number from 0 on", "a number"
    )
    stop("Expected ", expected, " in ", column$name, ", got ", value, ".")
  }
  number
}

# What networks read, coded, and where it was missing.
features_of <- function(row) {
  x <- unlist(lapply(seq_along(row), function(c) {
    column <- MODEL$columns[[c]]
    value <- row[c]
    if (is.na(value)) return(rep(NA_real_, max(1, length(column$scores))))
    if (length(column$scores) > 0) return(vapply(column$scores, function(scores) scores[value + 1], 0))
    if (column$kind == "log-normal") value <- log(value)
    if (column$kind == "count") value <- log1p(value)
    e <- (value - column$mean) / column$deviation
    if (column$kind == "student-t" && abs(e) > 3) sign(e) * 3 * (1 + log(abs(e) / 3)) else e
  }))
  gaps <- is.na(x)
  if (any(gaps)) {
    if (is.null(W[["fill.mean"]]) || MODEL$decoderReads)
      stop("This model takes rows without gaps only; use siren-vae itself for the others.")
    counts <- vapply(MODEL$columns, function(column) max(1, length(column$scores)), 0)
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

hidden <- function(name, v, jacobian = NULL) {
  for (layer in seq_len(MODEL$layers) - 1) {
    prefix <- paste0(name, ".layers.", layer)
    weight <- W[[paste0(prefix, ".weight")]]
    h <- activation(
      as.vector(weight %*% v) + W[[paste0(prefix, ".bias")]], softplus(W[[paste0(prefix, ".sharpness")]][1])
    )
    v <- h[[1]]
    if (!is.null(jacobian)) jacobian <- h[[2]] * (weight %*% jacobian)
  }
  list(v = v, jacobian = jacobian)
}

# The residual blocks one after another, and the Jacobian of all of them.
blocks <- function(name, start, context, exact) {
  y <- start
  jacobian <- diag(1, K)
  for (t in seq_len(MODEL$blocks) - 1) {
    prefix <- paste0(name, ".blocks.", t)
    last <- paste0(prefix, ".layers.", MODEL$layers)
    read <- c(y, if (exact) start, context)
    moved <- rbind(jacobian, if (exact) diag(1, K), matrix(0, length(context), K))
    inner <- hidden(prefix, read, moved)
    y <- y + times(paste0(last, ".weight"), inner$v) + W[[paste0(last, ".bias")]]
    jacobian <- jacobian + W[[paste0(last, ".weight")]] %*% inner$jacobian
  }
  list(y = y, jacobian = jacobian)
}

log_prior <- function(z, x) {
  if (!MODEL$flows) return(normal(z))
  flow <- blocks("prior", z, if (MODEL$priorReads) x, MODEL$exact)
  y <- flow$y
  jacobian <- flow$jacobian
  if (MODEL$affine) {
    weight <- W[["prior.affine.weight_z"]]
    shrink <- exp(-W[["prior.affine.log_scale"]])
    shift <- W[["prior.affine.bias"]]
    if (MODEL$priorReads) shift <- shift + times("prior.affine.weight_x", x)
    y <- shrink * (y + as.vector(weight %*% (if (MODEL$exact) z else y)) + shift)
    jacobian <- shrink * (jacobian + weight %*% (if (MODEL$exact) diag(1, K) else jacobian))
  }
  normal(y) + log_determinant(jacobian)
}

head_of <- function(name, read, v) {
  mu <- times(paste0(name, ".mean.weight"), v) + W[[paste0(name, ".mean.bias")]]
  if (MODEL$affine) mu <- mu + times(paste0(name, ".straight.weight"), read)
  bias <- W[[paste0(name, ".log_scale.bias")]]
  list(mu = mu, s = if (!is.null(bias)) times(paste0(name, ".log_scale.weight"), v) + bias)
}

# A draw z = F(eps; row) of the encoder and log q(z | row).
encode <- function(row, eps) encode_coded(features_of(row), eps)

encode_coded <- function(coded, eps) {
  read <- c(coded$x, if (MODEL$missing) coded$gaps)
  if (!MODEL$flows) {
    head <- head_of("encoder", read, hidden("encoder", read)$v)
    return(list(z = head$mu + exp(head$s) * eps, log_q = normal(eps) - sum(head$s)))
  }
  start <- eps
  before <- diag(1, K)
  if (MODEL$affine) {
    s <- W[["encoder.affine.log_scale"]]
    by_gaps <- W[["encoder.affine.log_scale.weight_missing"]]
    if (!is.null(by_gaps)) s <- s + as.vector(by_gaps %*% coded$gaps)
    back <- diag(1, K) - W[["encoder.affine.weight_z"]]
    start <- solve(back, exp(s) * eps + times("encoder.affine.weight_x", read) + W[["encoder.affine.bias"]])
    before <- solve(back, diag(exp(s), K))
  }
  flow <- blocks("encoder", start, read, FALSE)
  list(z = flow$y, log_q = normal(eps) - log_determinant(flow$jacobian %*% before))
}

# log p(value | location, log scale, shared parameters) in raw units, nats.
log_value <- function(column, value, mu, s, shared) {
  coded <- function(target) ((target - column$mean) / column$deviation - mu[1]) / exp(s)
  switch(column$kind,
    gaussian = dnorm(coded(value), log = TRUE) - s - log(column$deviation),
    "log-normal" = dnorm(coded(log(value)), log = TRUE) - s - log(column$deviation) - log(value),
    "student-t" = {
      degrees <- 1 + exp(shared[1])
      lgamma((degrees + 1) / 2) - lgamma(degrees / 2) - 0.5 * log(degrees * pi) -
        (degrees + 1) / 2 * log1p(coded(value)^2 / degrees) - s - log(column$deviation)
    },
    count = {
      alpha <- max(exp(shared[1]), 1.6e-8)
      k <- seq_len(value) - 1
      sum(log((1 + k * alpha) / (k + 1))) + value * mu[1] - (value + 1 / alpha) * log1p(alpha * exp(mu[1]))
    },
    ordinal = {
      cuts <- c(-Inf, cumsum(c(shared[1], exp(shared[-1]))), Inf)
      low <- cuts[value + 1] - mu[1]
      high <- cuts[value + 2] - mu[1]
      if (low > 0) log(plogis(-low) - plogis(-high)) else log(plogis(high) - plogis(low))
    },
    {
      logits <- c(0, mu)
      logits[value + 1] - max(logits) - log(sum(exp(logits - max(logits))))
    }
  )
}

log_observed <- function(row, x, z) {
  read <- c(z, if (MODEL$decoderHears) x)
  v <- hidden("decoder", read)$v
  names <- c("student-t" = "log_degrees", count = "log_dispersion", ordinal = "cuts")
  total <- 0
  for (group in MODEL$groups) {
    head <- head_of(group$prefix, read, v)
    s <- head$s
    if (!is.null(s) && length(group$floors) > 0) s <- group$floors + softplus(s - group$floors)
    shared <- if (group$kind %in% names(names)) W[[paste0(group$prefix, ".", names[[group$kind]])]]
    place <- 0
    own <- 0
    for (i in seq_along(group$columns)) {
      c <- group$columns[i] + 1
      if (!is.na(row[c])) {
        total <- total + log_value(
          MODEL$columns[[c]], row[c], head$mu[place + seq_len(group$locations[i])],
          if (is.null(s)) 0 else s[i], shared[own + seq_len(group$shared[i])]
        )
      }
      place <- place + group$locations[i]
      own <- own + group$shared[i]
    }
  }
  total
}

# log p(row, z), nats.
log_joint <- function(row, z) {
  x <- features_of(row)$x
  log_prior(z, x) + log_observed(row, x, z)
}

# Draws of the encoder, each with its mirror image, one a column, and their log-weights.
weighted_draws <- function(row, draws, seed) {
  set.seed(seed)
  coded <- features_of(row)
  half <- matrix(rnorm(K * ceiling(draws / 2)), K)
  eps <- cbind(half, -half)
  z <- matrix(0, K, ncol(eps))
  logs <- numeric(ncol(eps))
  for (d in seq_len(ncol(eps))) {
    drawn <- encode_coded(coded, eps[, d])
    z[, d] <- drawn$z
    logs[d] <- log_prior(drawn$z, coded$x) + log_observed(row, coded$x, drawn$z) - drawn$log_q
  }
  list(z = z, logs = logs)
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
  cat(paste(names, collapse = ","), "\\n", sep = "")
  # A matrix again, since without hidden nodes it is a vector.
  result <- matrix(result, 1 + K)
  for (i in seq_len(ncol(result))) cat(paste(format(result[, i], digits = 17, trim = TRUE), collapse = ","), "\\n", sep = "")
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
