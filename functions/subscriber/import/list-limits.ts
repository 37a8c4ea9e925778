/** How much of a list is taken in. */

/** As much is taken in by one step. */
export const sliceBytesMax = 1024 * 1024;
/** Some 60,000 rows, read in ten seconds of the desk's share of a processor. Longer lists are the command's. */
export const listBytesMax = 4 * 1024 * 1024;
