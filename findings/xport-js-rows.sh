#!/usr/bin/env bash
# xport-js 0.3.1 (npm) on files of haven 2.5.1 (R, Debian): the padding of a SAS transport file is read as rows of
#   3.7e-40.
#
# Expected: records of a version 5 transport file are 80 bytes long, and the last is filled up with blanks (SAS
#   technical note TS-140, to which the README links). haven reads back the rows that it wrote.
# Seen: wherever the blanks are as many as a row, they become a row: eight of them as an IBM number are 3.7e-40,
#   and as text they are "". Six rows of 20 bytes come back as eight. The fewer the columns, the more rows are
#   added; with four rows of 20 bytes there is no padding.
# Why it matters: the added rows are complete, with small positive numbers: they pass every check for gaps, pull
#   means to zero, and their logarithm is -91.
source "$(dirname "$0")/common.sh"
npm_packages xport-js@0.3.1
debian r-cran-haven=2.5.1-1

Rscript -e 'library(haven)
  rows <- data.frame(age = c(41, 52, 38, 60, 47, 55), dose = c(1.5, 2, 0.5, 1, 2.5, 3), arm = c("a", "b", "a", "b", "aaaa", "b"))
  for (n in c(6, 4)) { write_xpt(rows[1:n, ], sprintf("rows%d.xpt", n), version = 5)
    cat(sprintf("haven: %d rows, mean age %.2f\n", nrow(read_xpt(sprintf("rows%d.xpt", n))), mean(read_xpt(sprintf("rows%d.xpt", n))$age))) }' >seen.txt
cat >look.cjs <<'END'
const Library = require("xport-js").default;
(async () => {
  for (const n of [6, 4]) {
    const rows = [];
    for await (const row of new Library(`${process.cwd()}/rows${n}.xpt`).read({ skipHeader: true })) rows.push(row);
    const mean = rows.reduce((sum, [age]) => sum + age, 0) / rows.length;
    console.log(`xport-js: ${rows.length} rows, mean age ${mean.toFixed(2)}, last ${JSON.stringify(rows.at(-1))}`);
  }
})();
END
node look.cjs >>seen.txt

as_noted seen.txt <<'END'
haven: 6 rows, mean age 48.83
haven: 4 rows, mean age 47.75
xport-js: 8 rows, mean age 36.63, last [3.687825414344431e-40,3.687825414344431e-40,""]
xport-js: 4 rows, mean age 47.75, last [60,1,"b"]
END
