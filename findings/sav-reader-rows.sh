#!/usr/bin/env bash
# sav-reader 2.0.8 (npm) on files of haven 2.5.1 (R, Debian): of a compressed SPSS file only the first row is
#   read.
#
# Expected: by the README readAllRows() reads all data rows into memory, and meta.header.n_cases says 300. PSPP
#   and haven itself read 300.
# Seen: one row, no error. haven (the ReadStat library) begins every row with eight new command bytes and fills
#   them up with zeros, which the format allows: command 0 is to be ignored. The reader takes zeros up to the last
#   of the eight for the end of the file. With eight columns nothing is filled up, all rows come, and after them a
#   row of which every value is null.
# Why it matters: haven is how R users hand SPSS files on, with byte compression by default. A program that only
#   counts and takes means goes on with one row, and the number of columns decides which files are hit.
source "$(dirname "$0")/common.sh"
npm_packages sav-reader@2.0.8
debian r-cran-haven=2.5.1-1 pspp=1.6.2-2

Rscript -e 'library(haven)
  for (k in c(3, 8)) write_sav(as.data.frame(matrix(seq_len(300 * k), 300)), sprintf("columns%d.sav", k))
  for (k in c(3, 8)) cat(sprintf("haven, %d columns: %d rows\n", k, nrow(read_sav(sprintf("columns%d.sav", k)))))' >seen.txt
for k in 3 8; do
  pspp-convert columns$k.sav columns$k.csv
  echo "PSPP, $k columns: $(($(wc -l <columns$k.csv) - 1)) rows" >>seen.txt
done
cat >look.cjs <<'END'
const { SavFileReader } = require("sav-reader");
(async () => {
  for (const k of [3, 8]) {
    const file = new SavFileReader(`columns${k}.sav`);
    await file.open();
    const rows = await file.readAllRows();
    console.log(`sav-reader, ${k} columns: ${rows.length} rows (header: ${file.meta.header.n_cases}), V1 of the last ${rows.at(-1).V1 ?? "none"}`);
  }
})();
END
node look.cjs >>seen.txt

as_noted seen.txt <<'END'
haven, 3 columns: 300 rows
haven, 8 columns: 300 rows
PSPP, 3 columns: 300 rows
PSPP, 8 columns: 300 rows
sav-reader, 3 columns: 1 rows (header: 300), V1 of the last 1
sav-reader, 8 columns: 301 rows (header: 300), V1 of the last none
END
