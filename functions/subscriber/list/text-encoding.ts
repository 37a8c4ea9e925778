/** In which encoding a file is written, as spreadsheets write them on different machines. */

/** What a file can be read as. */
export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/**
 * By the beginning of the file; undefined when it is none of them. What is no UTF-8 may be the old
 * encoding of western Windows, in which Excel saves a CSV file there; of others nobody can tell which,
 * and a heading that is read wrongly is one that is not understood.
 */
export function encodingOf(start: Buffer): Encoding | undefined {
  const [first, second] = start;
  if ((first === 0xff && second === 0xfe) || (first !== 0 && second === 0)) return 'utf-16le';
  if ((first === 0xfe && second === 0xff) || (first === 0 && second !== 0)) return 'utf-16be';
  if (isUtf8(start)) return 'utf-8';
  return isWestern(new TextDecoder('windows-1252').decode(start)) ? 'windows-1252' : undefined;
}

function isUtf8(start: Buffer): boolean {
  try {
    // A sign may be cut in two at the end.
    new TextDecoder('utf-8', { fatal: true }).decode(start, { stream: true });
    return true;
  } catch {
    return false;
  }
}

const letter = '[À-ÖØ-öø-ÿŒœŠšŽžŸ]';
const sign = /[^\p{ASCII}À-ÖØ-öø-ÿŒœŠšŽžŸªº¿¡«»‹›“”„‘’‚–—…•€°§©®™´·½¼²³\u00a0]/u;
/** Words of such letters alone, runs of three, and a capital within small ones are of another encoding. */
const strange = new RegExp(
  `(?<![A-Za-z])${letter}{2,}(?![A-Za-z])|${letter}{3}|[a-z][À-ÖØ-ÞŒŠŽŸ][a-z]`,
);

function isWestern(text: string): boolean {
  return !sign.test(text) && !strange.test(text);
}

/** Whether a text went through the wrong encoding before: `BestÃ¤tigt`, or with signs for what was lost. */
export function isGarbled(text: string): boolean {
  return /\ufffd|[ÃÂ][\u0080-\u00bf]|â€|Ã[Ÿ¼¶¤]/.test(text);
}
