/**
 * A guess for bytes without any label that are no UTF-8: each likely encoding is tried and the
 * one whose text looks most like writing is taken.
 */
import iconv from 'iconv-lite';

const sampleBytes = 16_384;

/** The name of the likeliest legacy encoding, windows-1252 when nothing speaks for another. */
export function guessCharset(bytes: Buffer): string {
  const sample = bytes.subarray(0, sampleBytes);
  let best = { charset: 'windows-1252', score: 0 };
  for (const [charset, scoreOf] of candidates) {
    const score = scoreOf(iconv.decode(sample, charset));
    if (score > best.score) best = { charset, score };
  }
  return best.charset;
}

const kana = /[\u3041-\u30fe]/;
const hangul = /[\uac00-\ud7a3]/;
const han = /[\u4e00-\u9fa5]/;
const cyrillicSmall = /[а-яёіїєґ]/;
const cyrillicCapital = /[А-ЯЁІЇЄҐ]/;
const latinPlain = /[A-Za-z]/;
const latinAccented = /[À-ÖØ-öø-ÿ]/;
const unlikely = /[\ufffd\u0080-\u009f\ue000-\uf8ff\uff61-\uff9f]/;
const frequentSimplified = new Set('的一是不了在人有我他这中大来上国个到说们为子和你地出');
const frequentTraditional = new Set('的一是不了在人有我他這中大來上國個到說們為子和你地出');
const frequentKorean = new Set('이는다의가에을를은한고하지도로기사스');

type Score = (text: string) => number;

/** In the order in which they win a draw. */
const candidates: readonly (readonly [string, Score])[] = [
  ['windows-1252', latin],
  ['shift_jis', eastAsian((c) => (kana.test(c) ? 3 : han.test(c) ? 1 : 0))],
  ['euc-jp', eastAsian((c) => (kana.test(c) ? 3 : han.test(c) ? 1 : 0))],
  ['gb18030', eastAsian((c) => (frequentSimplified.has(c) ? 6 : han.test(c) ? 1 : 0))],
  ['big5', eastAsian((c) => (frequentTraditional.has(c) ? 6 : han.test(c) ? 1 : 0))],
  ['euc-kr', eastAsian((c) => (frequentKorean.has(c) ? 6 : hangul.test(c) ? 1 : 0))],
  ['windows-1251', cyrillic],
  ['koi8-r', cyrillic],
];

function eastAsian(weigh: (character: string) => number): Score {
  return (text) => {
    let score = 0;
    for (const character of text) {
      if (character < '\u0080') continue;
      score += unlikely.test(character) ? -5 : weigh(character);
    }
    return score;
  };
}

/**
 * Cyrillic letters stand in rows, not among Latin ones. Read with the wrong one of their encodings
 * they come out with their case turned round.
 */
function cyrillic(text: string): number {
  let score = 0;
  let before = '';
  for (const character of text) {
    if (character >= '\u0080') score += cyrillicWeight(character, before);
    before = character;
  }
  return score;
}

function cyrillicWeight(character: string, before: string): number {
  if (latinPlain.test(before)) return -1;
  if (cyrillicSmall.test(character)) return 1;
  if (!cyrillicCapital.test(character)) return -1;
  return cyrillicSmall.test(before) ? -2 : 0;
}

/** An accented letter stands beside plain letters, not in rows of its own. */
function latin(text: string): number {
  let score = 0;
  let before = '';
  for (const character of text) {
    if (latinAccented.test(character)) score += latinAccented.test(before) ? -1 : 1;
    before = character;
  }
  return score;
}
