#!/usr/bin/env bash
# semPlot 1.1.6 with lavaan 0.6-14 (R, Debian): semSyntax() writes a fitted model without its equal parameters.
#
# Expected: the manual says that semSyntax() "allows to create model syntax for one program based on the output of
#   another". The model object holds the labels (its Pars show a, a, a, b, b), and of what it can't write
#   (thresholds) the function warns.
# Seen: loadings with a common label are written as free ones, without a warning. The same data then give another
#   chi-squared with other degrees of freedom: a tau-equivalent scale has become a congeneric one.
# Why it matters: equal parameters are the hypothesis in tests of measurement invariance and parallel items. The
#   test of the copied model answers another question, and the larger model fits better.
source "$(dirname "$0")/common.sh"
debian r-cran-semplot=1.1.6-1 r-cran-lavaan=0.6.14-1

cat >look.R <<'END'
suppressWarnings(suppressMessages({library(semPlot); library(lavaan)}))
told <- function(name, fit) cat(sprintf("%s: chi-squared %.3f, %d degrees of freedom, %d free parameters\n", name,
  fitMeasures(fit, "chisq"), fitMeasures(fit, "df"), fitMeasures(fit, "npar")))
fit <- cfa("f =~ a*x1 + a*x2 + a*x3 + b*x4 + b*x5", HolzingerSwineford1939, std.lv = TRUE)
told("as written by hand", fit)
model <- semPlotModel(fit)
cat("labels in semPlot's object:", model@Pars$label[1:5], "\n")
invisible(capture.output(text <- semSyntax(model, "lavaan")))
cat("loadings as semSyntax writes them:", toString(grep("=~", strsplit(text, "\n")[[1]], value = TRUE)), "\n")
told("as semSyntax writes it", lavaan(text, HolzingerSwineford1939))
END
Rscript look.R >seen.txt 2>messages.txt

as_noted seen.txt <<'END'
as written by hand: chi-squared 107.819, 8 degrees of freedom, 7 free parameters
labels in semPlot's object: a a a b b 
loadings as semSyntax writes them: f =~ x1, f =~ x2, f =~ x3, f =~ x4, f =~ x5 
as semSyntax writes it: chi-squared 96.913, 5 degrees of freedom, 10 free parameters
END
