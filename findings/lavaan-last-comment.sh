#!/usr/bin/env bash
# lavaan 0.6.14 (Debian): a comment in the last line of a model that holds a semicolon adds a path to the model.
#
# Expected: by ?model.syntax all that follows # or ! on a line is a comment, and a semicolon is as good as a new line.
#   The two texts below say the same model, y ~ x, and differ in whether the text ends with a new line.
# Seen: without the new line, the words behind the semicolon are a formula, and w becomes a cause of y. Comments are taken
#   out up to a new line that must be there; what the split at semicolons then leaves of one no longer begins with its
#   sign.
# Why it matters: `model <- "y ~ x # tried before: z; y ~ w"` is how models of one line are written and commented. What was
#   struck out is fitted, without a word, where the data have such a column.
source "$(dirname "$0")/common.sh"
debian r-cran-lavaan=0.6.14-1

cat >look.R <<'END'
suppressMessages(library(lavaan))
spread <- matrix(c(2, 1, 1, 1, 2, 1, 1, 1, 2), 3, dimnames = list(c("y", "x", "w"), c("y", "x", "w")))
text <- "y ~ x # tried before: z; y ~ w"
for (model in c(paste0(text, "\n"), text)) {
  fit <- sem(model, sample.cov = spread, sample.nobs = 100)
  paths <- subset(parameterEstimates(fit), op == "~")
  cat(if (endsWith(model, "\n")) "with" else "without", "a new line at the end:")
  cat(sprintf(" %s ~ %s is %.3f", paths$lhs, paths$rhs, paths$est), sep = ";")
  cat("\n")
}
END
Rscript look.R >seen.txt

as_noted seen.txt <<'END'
with a new line at the end: y ~ x is 0.500
without a new line at the end: y ~ x is 0.333; y ~ w is 0.333
END
