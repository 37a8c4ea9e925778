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
const greek = /[ΆΈ-ώ]/;
const greekCapital = /[Ά-ΏΑ-Ϋ]/;
const greekSmall = /[ά-ώ]/;
const hebrew = /[א-ת]/;
const hebrewFinal = /[ךםןףץ]/;
const arabic = /[،؟ء-ي]/;
const thai = /[ก-๛]/;
const thaiConsonant = /[ก-ฮ]/;
const thaiMark = /[ัิ-ฺ็-๎]/;
const thaiLeading = /[เ-ไ]/;
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
  ['windows-1251', inContext(cyrillicWeight)],
  ['koi8-r', inContext(cyrillicWeight)],
  ['windows-1253', inContext(greekWeight)],
  ['windows-1255', inContext(hebrewWeight)],
  ['windows-1256', inContext(arabicWeight)],
  ['windows-874', inContext(thaiWeight)],
];

/** These stand in rows too; single ones among Latin letters are accented letters, misread. */
function eastAsian(weigh: (character: string) => number): Score {
  return inContext((character, before, after) => {
    if (latinPlain.test(before) && latinPlain.test(after)) return -1;
    return unlikely.test(character) ? -5 : weigh(character);
  });
}

type Weigh = (character: string, before: string, after: string) => number;

/** Scripts of one byte a letter are told apart by what may stand beside what. */
function inContext(weigh: Weigh): Score {
  return (text) => {
    let score = 0;
    for (let at = 0; at < text.length; at += 1) {
      const character = text.charAt(at);
      if (character < '\u0080') continue;
      score += weigh(character, text.charAt(at - 1), text.charAt(at + 1));
    }
    return score;
  };
}

/**
 * Cyrillic letters stand in rows, not among Latin ones. Read with the wrong one of their encodings
 * they come out with their case turned round.
 */
function cyrillicWeight(character: string, before: string): number {
  if (latinPlain.test(before)) return -1;
  if (cyrillicSmall.test(character)) return 1;
  if (!cyrillicCapital.test(character)) return -1;
  return cyrillicSmall.test(before) ? -2 : 0;
}

/** The last sigma of a word is a letter of its own. */
function greekWeight(character: string, before: string, after: string): number {
  if (latinPlain.test(before) || !greek.test(character)) return -1;
  if (character === 'ς' && greek.test(after)) return -3;
  if (greekCapital.test(character)) return greekSmall.test(before) ? -2 : 0;
  return character === 'ΰ' ? -2 : 1;
}

/** Five letters have another form at the end of a word, and no other place. */
function hebrewWeight(character: string, before: string, after: string): number {
  if (latinPlain.test(before) || !hebrew.test(character)) return -1;
  if (!hebrewFinal.test(character)) return 1.2;
  return hebrew.test(after) ? -4 : 2;
}

function arabicWeight(character: string): number {
  if (arabic.test(character)) return 1;
  return latinAccented.test(character) ? -3 : -1;
}

/** Marks stand on consonants, and some vowels before them. */
function thaiWeight(character: string, before: string, after: string): number {
  if (thaiConsonant.test(character)) return 0.7;
  if (thaiMark.test(character)) return thaiConsonant.test(before) ? 0.7 : -2;
  if (thaiLeading.test(character)) return thaiConsonant.test(after) ? 0.7 : -2;
  return thai.test(character) ? 0.2 : -2;
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
