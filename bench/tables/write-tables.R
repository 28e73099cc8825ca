# Writes tables that come with R as CSV, one file a table: Rscript bench/tables/write-tables.R FOLDER
# Identifiers, columns without spread and columns that only repeat others are left out; of large tables a fixed part of the rows is taken.
folder <- commandArgs(trailingOnly = TRUE)[1]
if (is.na(folder)) stop("Expected the folder to write to: Rscript bench/tables/write-tables.R FOLDER")
dir.create(folder, showWarnings = FALSE, recursive = TRUE)

from <- function(package, name) {
  if (!requireNamespace(package, quietly = TRUE)) return(NULL)
  place <- new.env()
  suppressWarnings(utils::data(list = name, package = package, envir = place))
  if (!exists(name, place, inherits = FALSE)) return(getExportedValue(package, name))
  get(name, place)
}

without <- function(table, ...) table[, setdiff(names(table), c(...)), drop = FALSE]

part <- function(table, rows) {
  set.seed(1, kind = "Mersenne-Twister", normal.kind = "Inversion", sample.kind = "Rejection")
  table[sort(sample(nrow(table), rows)), , drop = FALSE]
}

tables <- list(
  arthritis = list("vcd", "Arthritis", function(t) without(t, "ID")),
  beps = list("carData", "BEPS", function(t) part(t, 700)),
  biopsy = list("MASS", "biopsy", function(t) {
    t <- without(t, "ID")
    names(t)[1:9] <- c("thickness", "size", "shape", "adhesion", "epithelial", "nuclei", "chromatin", "nucleoli", "mitoses")
    t
  }),
  bdi = list("HSAUR3", "BtheB", identity),
  birthwt = list("MASS", "birthwt", function(t) {
    t$race <- c("white", "black", "other")[t$race]
    without(t, "low")
  }),
  boston = list("MASS", "Boston", identity),
  cabbages = list("MASS", "cabbages", identity),
  chile = list("carData", "Chile", function(t) part(t, 700)),
  colon = list("survival", "colon", function(t) {
    t <- without(t[t$etype == 1, ], "id", "study", "etype", "node4")
    part(t, 600)
  }),
  cormorants = list("vcdExtra", "Cormorants", identity),
  cps1985 = list("AER", "CPS1985", function(t) without(t, "experience")),
  cpus = list("MASS", "cpus", function(t) without(t, "name", "estperf")),
  crabs = list("MASS", "crabs", function(t) without(t, "index")),
  credit = list("AER", "CreditCard", function(t) part(without(t, "share"), 700)),
  davis = list("carData", "Davis", identity),
  epil = list("MASS", "epil", function(t) without(t, "V4", "subject", "lbase", "lage")),
  houses = list("AER", "HousePrices", identity),
  icu = list("vcdExtra", "ICU", function(t)
    t[, c("died", "age", "service", "cancer", "infect", "cpr", "systolic", "hrtrate", "admit", "ph", "creatin", "coma")]),
  infert = list("datasets", "infert", function(t) without(t, "stratum", "pooled.stratum")),
  kyphosis = list("rpart", "kyphosis", identity),
  leinhardt = list("carData", "Leinhardt", identity),
  lung = list("survival", "lung", function(t) without(t, "inst")),
  ozone = list("mlbench", "Ozone", function(t) {
    t <- without(t, "V2", "V3")
    names(t) <- c("month", "ozone", "height", "wind", "humidity", "sandburg", "elmonte", "base", "gradient", "inversion", "visibility")
    t
  }),
  penguins = list("palmerpenguins", "penguins", function(t) without(as.data.frame(t), "year")),
  possum = list("robustbase", "possumDiv", identity),
  publications = list("pscl", "bioChemists", identity),
  quine = list("MASS", "quine", identity),
  respiratory = list("HSAUR3", "respiratory", function(t) {
    t <- t[order(t$subject, t$month), ]
    first <- t[t$month == "0", ]
    status <- sapply(0:4, function(m) as.character(t$status[t$month == m]))
    colnames(status) <- c("baseline", "month1", "month2", "month3", "month4")
    cbind(first[, c("centre", "treatment", "gender", "age")], status)
  }),
  retinopathy = list("survival", "retinopathy", function(t) without(t, "id")),
  salaries = list("carData", "Salaries", identity),
  satact = list("psychTools", "sat.act", identity),
  scat = list("modeldata", "scat", function(t)
    as.data.frame(t)[, c("Species", "Site", "Location", "Age", "Number", "Length", "Diameter", "Taper", "Mass", "d13C", "d15N", "CN", "ropey", "segmented")]),
  snails = list("MASS", "snails", function(t) without(t, "N")),
  survey = list("MASS", "survey", function(t) without(t, "M.I")),
  teaching = list("AER", "TeachingRatings", function(t) without(t, "prof", "allstudents")),
  transplant = list("survival", "transplant", function(t) part(t, 600)),
  un = list("carData", "UN", function(t) without(t, "region")),
  urine = list("boot", "urine", identity),
  womenlf = list("carData", "Womenlf", identity)
)

for (name in names(tables)) {
  one <- tables[[name]]
  table <- from(one[[1]], one[[2]])
  if (is.null(table)) {
    message(name, ": left out, the package ", one[[1]], " is not installed")
    next
  }
  table <- one[[3]](table)
  names(table) <- gsub(".", "_", names(table), fixed = TRUE)
  write.csv(table, file.path(folder, paste0(name, ".csv")), row.names = FALSE, na = "", quote = TRUE)
}
