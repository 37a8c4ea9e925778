/** How much of a list is taken in. */

/** As much is taken in by one step. */
export const sliceBytesMax = 1024 * 1024;
/** In base64 a form of it has room in the 6 MB that Lambda takes. Longer lists are the command's. */
export const listBytesMax = 4 * 1024 * 1024;
/** Reading so many takes fifteen seconds of the desk's share of a processor, and must end within 29. */
export const listRowsMax = 60_000;
