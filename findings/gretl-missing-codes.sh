#!/usr/bin/env bash
# gretl 2022c reading an SPSS file of PSPP 1.6.2 (Debian): declared missing codes become data.
#
# Expected: an SPSS file says which values of a variable are missing (MISSING VALUES: up to three values or a
#   range, in the variable's record). PSPP and haven read them as missing. gretl's help for open names SPSS among
#   the formats and no limit, and it does read the system-missing value as missing.
# Seen: the codes 99 and -7 come in as numbers, without a note, although the import prints other remarks on the
#   file.
# Why it matters: codes such as 99, -7 and 9999 are the common form of gaps in survey data. Means, variances and
#   with them every coefficient are those of the codes: below the mean age is 55 instead of 40.
source "$(dirname "$0")/common.sh"
debian pspp=1.6.2-2 gretl=2022c-1 r-cran-haven=2.5.1-1

cat >write.sps <<'END'
DATA LIST LIST NOTABLE /id age income.
BEGIN DATA.
1 30 100
2 99 200
3 40 -7
4 50 300
5 . 200
END DATA.
MISSING VALUES age (98, 99) income (-9 THRU -1).
SAVE OUTFILE='table.sav'.
DESCRIPTIVES age income /STATISTICS=MEAN.
END
pspp -O format=csv -o told.csv write.sps >pspp.log
cat >read.inp <<'END'
open table.sav --quiet
printf "gretl: age %g rows, mean %g; income %g rows, mean %g\n", nobs(age), mean(age), nobs(income), mean(income)
END
{
  awk -F, '/^age,/ { age = "age " $2 " rows, mean " $3 + 0 } /^income,/ { print "PSPP: " age "; income " $2 " rows, mean " $3 + 0 }' told.csv
  Rscript -e 'd <- haven::read_sav("table.sav"); f <- function(v) sprintf("%d rows, mean %g", sum(!is.na(v)), mean(v, na.rm = TRUE))
    cat(sprintf("haven: age %s; income %s\n", f(d$age), f(d$income)))'
  gretlcli -b read.inp 2>gretl.log | grep '^gretl: '
} >seen.txt

as_noted seen.txt <<'END'
PSPP: age 3 rows, mean 40; income 4 rows, mean 200
haven: age 3 rows, mean 40; income 4 rows, mean 200
gretl: age 4 rows, mean 54.75; income 5 rows, mean 158.6
END
