/** The intervals at which a feed can be polled, in minutes, shortest first. */
export const intervalsMinutes = [5, 10, 15, 30, 60, 120, 240, 480, 1440] as const;
