/** Whether two titles are one, mended. */

/** Titles that have so much in common are one title, mended. */
const alikeMin = 0.6;

/** Whether it is one title, mended; in a series the numbers are what tells one from the next. */
export function isMended(title: string, before: string, least: number = alikeMin): boolean {
  return numbersIn(title) === numbersIn(before) && alike(title, before) >= least;
}

function numbersIn(title: string): string {
  return (title.match(/\d+/g) ?? []).join(' ');
}

/** How much two titles have in common, 0 to 1: of the pairs of their letters. */
function alike(one: string, other: string): number {
  const [first, second] = [pairsOf(one), pairsOf(other)];
  if (first.length + second.length === 0) return 1;
  const left = [...second];
  let common = 0;
  for (const pair of first) {
    const at = left.indexOf(pair);
    if (at < 0) continue;
    left.splice(at, 1);
    common += 1;
  }
  return (2 * common) / (first.length + second.length);
}

const comparedChars = 120;

function pairsOf(title: string): string[] {
  const text = title.toLowerCase().slice(0, comparedChars).replace(/\s+/g, ' ').trim();
  return Array.from({ length: Math.max(0, text.length - 1) }, (_, at) => text.slice(at, at + 2));
}
