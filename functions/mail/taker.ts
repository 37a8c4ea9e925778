/** Who takes our mail, by the name that its owner knows: SES, or the host of a relay. */
export const sesName = 'SES';
