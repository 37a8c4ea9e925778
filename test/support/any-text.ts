/** Any text for properties: every character of Unicode as likely as the next. */
import fc from 'fast-check';

const surrogates = { first: 0xd800, count: 0x800 };
const lastCodePoint = 0x10ffff;

/**
 * Text of at most so many characters. fast-check's own unit `binary` makes a table of all characters
 * first, which takes longer than most tests.
 */
export function anyText(lengthMax = 10): fc.Arbitrary<string> {
  const character = fc.nat(lastCodePoint - surrogates.count);
  return fc
    .array(character, { maxLength: lengthMax })
    .map((numbers) => String.fromCodePoint(...numbers.map(codePointOf)));
}

function codePointOf(n: number): number {
  return n < surrogates.first ? n : n + surrogates.count;
}
