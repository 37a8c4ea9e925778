/** Ids made of names. */

/** The letters and digits of a name as `a-z`, `0-9` and `-`; empty when it has none of them. */
export function slug(name: string, charsMax = 32): string {
  const plain = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  const dashed = plain.replace(/[^a-z0-9]+/g, '-').replace(/^-/, '');
  return dashed.slice(0, charsMax).replace(/-$/, '');
}
