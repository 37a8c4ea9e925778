/**
 * A guess for bytes without any label that are no UTF-8: chardet says how much they look like each
 * encoding by what is frequent in its languages, and a reading with signs inside of words counts
 * for less.
 */
import { analyse, type Match } from 'chardet';
import iconv from 'iconv-lite';

const searchedBytesMax = 1_048_576;
const sampleBytesMax = 8_192;
/** Of fewer bytes chardet makes no difference between the encodings of East Asia. */
const sampleBytesMin = 200;

/** The name of the likeliest legacy encoding, windows-1252 when nothing speaks for another. */
export function guessCharset(bytes: Buffer): string {
  const sample = sampleOf(bytes);
  const matches = analyse(sample);
  let best = { charset: 'windows-1252', score: Number.NEGATIVE_INFINITY };
  for (const [charset, names] of candidates) {
    const match = matches.find(({ name }) => names.includes(name));
    const text = iconv.decode(sample, charset);
    const score = confidence(charset, text, match) - penalty(text, match?.lang);
    if (score > best.score) best = { charset, score };
  }
  return best.charset;
}

function confidence(charset: string, text: string, match: Match | undefined): number {
  if (charset === 'windows-874' && isThai(text)) return thaiConfidence;
  return (match?.confidence ?? 0) - (rare.has(charset) ? rarityPenalty : 0);
}

/**
 * The runs of text between markup that have more than ASCII in them: tags, addresses and dates say
 * nothing of the language. What parts them is the second byte of no character. A short sample is
 * repeated, which changes no frequency.
 */
function sampleOf(bytes: Buffer): Buffer {
  const runs: string[] = [];
  let length = 0;
  for (const [run] of bytes.toString('latin1', 0, searchedBytesMax).matchAll(/[^<>&;"]+/g)) {
    if (!/[\x80-\xff]/.test(run)) continue;
    runs.push(run.slice(0, sampleBytesMax));
    length += run.length + 1;
    if (length >= sampleBytesMax) break;
  }
  const sample = `${runs.join(' ').slice(0, sampleBytesMax)} `;
  return Buffer.from(sample.repeat(Math.ceil(sampleBytesMin / sample.length)), 'latin1');
}

/**
 * Each encoding by the names that chardet may give it, in the order in which they win a draw. What
 * its names go by is bytes that a short text lacks, so one name may stand for two.
 */
const candidates: readonly (readonly [charset: string, names: readonly string[]])[] = [
  ['windows-1252', ['ISO-8859-1', 'windows-1252']],
  ['windows-1251', ['windows-1251']],
  ['koi8-r', ['KOI8-R']],
  ['windows-1253', ['ISO-8859-7', 'windows-1253']],
  ['windows-1255', ['ISO-8859-8', 'windows-1255']],
  ['windows-1256', ['windows-1256']],
  ['windows-1254', ['ISO-8859-9', 'windows-1254']],
  ['iso-8859-2', ['ISO-8859-2']],
  ['windows-1250', ['ISO-8859-2', 'windows-1250']],
  ['iso-8859-5', ['ISO-8859-5']],
  ['iso-8859-6', ['ISO-8859-6']],
  ['iso-8859-7', ['ISO-8859-7']],
  ['windows-1257', ['windows-1257']],
  ['windows-1258', ['windows-1258']],
  ['windows-874', ['windows-874']],
  ['euc-kr', ['EUC-KR']],
  ['shift_jis', ['Shift_JIS']],
  ['euc-jp', ['EUC-JP']],
  ['gb18030', ['GB18030']],
  ['big5', ['Big5']],
];

/** Hardly anybody wrote these, so a short text in one of them is more likely something else. */
const rare = new Set(['iso-8859-5', 'iso-8859-6', 'windows-1257', 'windows-1258']);
const rarityPenalty = 20;

/** Controls, private use, half-width kana, and what is no character at all. */
const unlikely = /[\ufffd\u0080-\u009f\ue000-\uf8ff\uff61-\uff9f]/g;
const cjkSigns = '\u3000-\u303f\u30fb\uff00-\uff60';
const otherScripts = ['Cyrillic', 'Greek', 'Hebrew', 'Arabic', 'Thai']
  .map((name) => `\\p{Script=${name}}`)
  .join('');

/**
 * What hardly stands in a word: a sign, a capital letter behind a small one, three accented letters
 * in a row, Latin letters beside those of another script.
 */
const outOfPlace = new RegExp(
  [
    `(?<=\\p{L})[^\\p{L}\\p{M}\\p{Pd}\\s\\0-\\x7f’\u00ad${cjkSigns}](?=\\p{L})`,
    '¶(?=\\p{L})',
    '(?<=\\p{Ll})[^\\P{Lu}\\0-\\x7f]',
    '(?<=[\u00c0-\u024f])[\u00c0-\u024f](?=[\u00c0-\u024f])',
    `(?<=\\p{Script=Latin})[${otherScripts}]`,
    `(?<=[${otherScripts}])\\p{Script=Latin}`,
  ].join('|'),
  'gu',
);
/** Some write so; KOI8-R read as windows-1251, and the other way round, is all like this. */
const capitalsInRow = /(?<=[^\P{Lu}\0-\x7f]{2})[^\P{Lu}\0-\x7f]/gu;

/**
 * Letters beyond ASCII of the languages that share encodings, or nearly: without it the one letter of
 * "naïve" could be Romanian. Czech stands for its neighbours too.
 */
const foreign: Readonly<Record<string, RegExp>> = {
  cs: /(?![áčďéěíňóřšťúůýžäľĺôŕćđ])[^\P{L}\0-\x7f]/giu,
  hu: /(?![áéíóöőúüű])[^\P{L}\0-\x7f]/giu,
  pl: /(?![ąćęłńóśźż])[^\P{L}\0-\x7f]/giu,
  ro: /(?![ăâîşţ])[^\P{L}\0-\x7f]/giu,
  tr: /(?![çğıİöşüâîû])[^\P{L}\0-\x7f]/giu,
};

/** In the points of chardet's confidence: 200 when every sign beyond ASCII is out of place. */
function penalty(text: string, language: string | undefined): number {
  const beyondAscii = count(text, /[^\0-\x7f]/g);
  const misread =
    3 * count(text, unlikely) + count(text, outOfPlace) + count(text, capitalsInRow) / 8;
  const strange = language === undefined ? undefined : foreign[language];
  const faults = misread + (strange === undefined ? 0 : count(text, strange));
  return (200 * faults) / Math.max(1, beyondAscii);
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}

/** More than Thai gets as Korean, less than Korean does. */
const thaiConfidence = 50;
const thaiShareMin = 0.95;
const thaiMarksShareMin = 0.1;

/**
 * chardet takes long Thai for Korean. Marks stand on consonants, some vowels before them, and both
 * tones and such vowels are in every sentence: other encodings read as Thai do not keep to that.
 */
function isThai(text: string): boolean {
  const beyondAscii = count(text, /[^\0-\x7f]/g);
  const marks = count(text, /[ัิ-ฺ็-๎เ-ไ]/g);
  const inPlace = count(text, /(?<=[ก-ฮ][ัิ-ฺ]?)[ัิ-ฺ็-๎]|[เ-ไ](?=[ก-ฮ])/g);
  const upper = count(text, /[็-๎เ-ไ]/g);
  return (
    count(text, /[ก-๛]/g) >= thaiShareMin * beyondAscii &&
    inPlace >= thaiShareMin * marks &&
    upper >= thaiMarksShareMin * beyondAscii
  );
}
