/** A list that was pasted: often nothing but addresses, one a line. */

/** The name of such a list: it says nothing of anybody in it. */
export const pastedName = 'pasted.csv';

const heading = 'email';
const parted = /[,;\t|"]/;

/** The list as a file would have it. Addresses alone get the heading that a list needs. */
export function pastedList(text: string): string {
  const [first = ''] = text.trimStart().split(/[\r\n]/, 1);
  const isAddressAlone = first.includes('@') && !parted.test(first.trim());
  return isAddressAlone ? `${heading}\n${text}` : text;
}
