/** What is kept of an owner's word for the people of a list, with the consent of each. */

/** As much is kept with each reader, at most. */
export const vouchedCharsMax = 450;

/** What is kept with the proof: the owner's word for columns, and for people. */
export function vouchedText(
  proof: string,
  columns: readonly string[],
  isAllSubscribed: boolean,
): string {
  return [
    proof,
    ...(columns.length === 0 ? [] : [`columns: ${columns.join(', ')}`]),
    ...(isAllSubscribed ? ['the owner says that all are subscribed'] : []),
  ].join('; ');
}
