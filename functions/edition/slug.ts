/** Ids made of names. */

/** The letters and digits of a name as `a-z`, `0-9` and `-`; empty when it has none of them. */
export function slug(name: string, charsMax = 32): string {
  const plain = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  const dashed = plain.replace(/[^a-z0-9]+/g, '-').replace(/^-/, '');
  return dashed.slice(0, charsMax).replace(/-$/, '');
}

/** This id, or the first after it that none has yet; one that is empty is made of `usual`. */
export function freeId(wanted: string, taken: readonly string[], usual: string): string {
  const whole = wanted === '' ? usual : wanted;
  if (!taken.includes(whole)) return whole;
  const stem = whole.slice(0, 28);
  let number = 2;
  while (taken.includes(`${stem}-${number}`)) number += 1;
  return `${stem}-${number}`;
}
