/** Headings and cells as plain words: case, accents, camelCase and punctuation make no difference. */

const letters: Readonly<Record<string, string>> = { ß: 'ss', æ: 'ae', ø: 'o', œ: 'oe', ı: 'i' };

/**
 * `optInTime`, `OPT_IN-TIME` and `Opt-in time` are all `opt in time`; `E-Mail` is `email`. Letters of
 * any script stay, and are the same in all their widths.
 */
export function plainWords(text: string): string {
  return text
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[ßæøœı]/g, (letter) => letters[letter] ?? letter)
    .replace(/[\p{M}'’`´]/gu, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .replace(/(?<![^ ])e mail/g, 'email')
    .replace(/(?<![^ ])un (?=subscri|confirm|verif)/g, 'un')
    .replace(/(?<![^ ])anti spam/g, 'antispam')
    .trim();
}

/**
 * Words to look for: `opt out` as whole words, `unsub*` as the beginning of one, `*einwillig*`
 * anywhere, as scripts without spaces between words are looked through too.
 */
export type Wanted = (plain: string) => boolean;

const wordsIn = (lines: readonly string[]) => lines.flatMap((line) => line.split(', '));

/** Makes a search for any of these: lines of words, with commas between, as people write them. */
export function anyOf(...lines: readonly string[]): Wanted {
  const parts = wordsIn(lines).map(partOf);
  // Nearly all begin a word: each word of the text is compared with the few that begin as it does.
  const isStart = (part: string) => part.startsWith(' ') && part.length > 2;
  const starts = Map.groupBy(parts.filter(isStart), (part) => part.slice(1, 3));
  const within = parts.filter((part) => !isStart(part));
  return (plain) => {
    const padded = ` ${plain} `;
    for (let at = 0; at >= 0; at = padded.indexOf(' ', at + 1)) {
      const alike = starts.get(padded.slice(at + 1, at + 3));
      if (alike?.some((part) => padded.startsWith(part, at)) === true) return true;
    }
    return within.some((part) => padded.includes(part));
  };
}

function partOf(written: string): string {
  const plain = plainWords(written);
  const isSpaced = /[a-z]/.test(plain);
  const start = isSpaced && !written.startsWith('*') ? ' ' : '';
  const end = isSpaced && !written.endsWith('*') ? ' ' : '';
  return `${start}${plain}${end}`;
}

/** Whole headings or cells that mean the same, in lines as for `anyOf`. */
export function oneOf(...lines: readonly string[]): Wanted {
  const all = new Set(wordsIn(lines).map(plainWords));
  // A sign has no letters: all of them would be the same word.
  all.delete('');
  return (plain) => all.has(plain);
}

/** `Received-Through` as `received_through`: a name of our own, in any writing. */
export function plainName(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_|_$/g, '');
}
