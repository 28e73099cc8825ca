/** Said where tables of a discrete network were passed over. */
export const TABLES_PASSED_OVER =
  "Only the structure was read: states and probability tables of discrete networks are passed over, and columns are taken as numbers.";
