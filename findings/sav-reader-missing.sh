#!/usr/bin/env bash
# sav-reader 2.0.8 (npm): a missing number of an uncompressed SPSS file is -1.8e308, that of a compressed file is
#   left out.
#
# Expected: the two files hold the same table, and the format's number for "system-missing" (the lowest double) is
#   no value. The README shows nothing of gaps, but from a compressed file the reader leaves the key out (or gives
#   null with includeNulls).
# Seen: from the uncompressed file the row has the number -1.7976931348623157e+308.
# Why it matters: it is finite, so Number.isFinite, a filter on null and the count of rows all pass, and one gap
#   in 300 rows makes the mean -6e305 and the variance infinite.
source "$(dirname "$0")/common.sh"
npm_packages sav-reader@2.0.8
debian r-cran-haven=2.5.1-1

# Eight columns because of sav-reader-rows.sh.
Rscript -e 'library(haven)
  rows <- as.data.frame(matrix(seq_len(2400), 300)); rows$V2[2] <- NA
  write_sav(rows, "byte.sav", compress = "byte"); write_sav(rows, "none.sav", compress = "none")'
cat >look.cjs <<'END'
const { SavFileReader } = require("sav-reader");
(async () => {
  for (const name of ["byte", "none"]) {
    const file = new SavFileReader(`${name}.sav`);
    await file.open();
    const values = (await file.readAllRows(true)).slice(0, 3).map(({ V2 }) => V2);
    console.log(`compression ${name}: ${JSON.stringify(values)}, of them finite ${values.filter(Number.isFinite).length}`);
  }
})();
END
node look.cjs >seen.txt

as_noted seen.txt <<'END'
compression byte: [301,null,303], of them finite 2
compression none: [301,-1.7976931348623157e+308,303], of them finite 3
END
