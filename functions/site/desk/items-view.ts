/** The lists that the page of items has. */
export const views = ['waiting', 'out', 'kept', 'taken'] as const;
/** One of them. */
export type ItemsView = (typeof views)[number];
