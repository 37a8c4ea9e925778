/** Stretches of time, in milliseconds. */

/** A minute. */
export const minuteMs = 60_000;
/** An hour. */
export const hourMs = 60 * minuteMs;
/** A day of 24 hours; a day of a calendar may be longer or shorter. */
export const dayMs = 24 * hourMs;
