/** What windows-1252 has in the places of the C1 controls, which no text means. */

/** From 0x80 to 0x9f; the control itself where that encoding has nothing (WHATWG Encoding §9.1). */
export const windows1252At80 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

/** The character of a byte that stands by itself. */
export function windows1252(byte: number): string {
  return byte >= 0x80 && byte <= 0x9f
    ? windows1252At80.charAt(byte - 0x80)
    : String.fromCharCode(byte);
}

/** Text in which the controls are the signs that were meant, as HTML reads references to them. */
export function withoutC1(text: string): string {
  return text.replace(/[\u0080-\u009f]/g, (control) => windows1252(control.charCodeAt(0)));
}
