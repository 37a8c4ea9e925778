/** The words of dates, in the languages in which feeds write them against all standards. */

/** Names of zones as mails write them, to minutes east of Greenwich (RFC 822 §5 and habit). */
export const zoneNames: ReadonlyMap<string, number> = new Map(
  Object.entries({
    ...{ z: 0, ut: 0, utc: 0, gmt: 0, wet: 0, west: 1, bst: 1, ist: 5.5, cet: 1, cest: 2, met: 1 },
    ...{ mest: 2, mez: 1, mesz: 2, eet: 2, eest: 3, msk: 3, msd: 4, sast: 2, wib: 7, sgt: 8 },
    ...{ hkt: 8, awst: 8, kst: 9, jst: 9, acst: 9.5, aest: 10, aedt: 11, nzst: 12, nzdt: 13 },
    ...{ nst: -3.5, ndt: -2.5, ast: -4, adt: -3, brt: -3, art: -3, est: -5, edt: -4, cst: -6 },
    ...{ cdt: -5, mst: -7, mdt: -6, pst: -8, pdt: -7, akst: -9, akdt: -8, hst: -10, hdt: -9 },
  }).map(([name, hours]) => [name, hours * 60]),
);

/** Words for the second half of the day. */
export const afternoonWords = new Set(['pm', 'p', '下午', '午後', '오후', 'μμ']);
/** Words for the first half of the day. */
export const morningWords = new Set(['am', 'a', '上午', '午前', '오전', 'πμ']);

/** The beginnings that tell the months apart: English, German, French, Spanish, Italian, … */
const monthBeginnings: readonly (readonly string[])[] = [
  ['jan', 'gen', 'ene', 'sty', 'led', 'oca', 'янв', 'січ', 'ιαν', 'يناير', 'ינואר'],
  ['feb', 'fev', 'fév', 'lut', 'úno', 'uno', 'şub', 'фев', 'лют', 'φεβ', 'فبراير', 'פברואר'],
  ['mar', 'mär', 'maer', 'mrz', 'maa', 'már', 'bře', 'мар', 'бер', 'μαρ', 'μάρ', 'مارس', 'מרץ'],
  ['apr', 'avr', 'abr', 'kwi', 'dub', 'nis', 'ápr', 'апр', 'кві', 'απρ', 'أبريل', 'אפריל'],
  [
    'may',
    'mai',
    'mag',
    'mei',
    'maj',
    'kvě',
    'máj',
    'май',
    'мая',
    'тра',
    'μάι',
    'μαϊ',
    'مايو',
    'מאי',
  ],
  [
    'jun',
    'juin',
    'giu',
    'cze',
    'červn',
    'haz',
    'jún',
    'июн',
    'чер',
    'ιουν',
    'ιούν',
    'يونيو',
    'יוני',
  ],
  [
    'jul',
    'juil',
    'lug',
    'lip',
    'červe',
    'tem',
    'júl',
    'июл',
    'лип',
    'ιουλ',
    'ιούλ',
    'يوليو',
    'יולי',
  ],
  ['aug', 'aoû', 'aou', 'ago', 'sie', 'srp', 'ağu', 'авг', 'сер', 'αυγ', 'αύγ', 'أغسطس', 'אוגוסט'],
  ['sep', 'set', 'wrz', 'zář', 'eyl', 'sze', 'сен', 'вер', 'σεπ', 'سبتمبر', 'ספטמבר'],
  ['oct', 'okt', 'ott', 'out', 'paź', 'říj', 'eki', 'окт', 'жов', 'οκτ', 'أكتوبر', 'אוקטובר'],
  ['nov', 'lis', 'kas', 'ноя', 'νοε', 'νοέ', 'نوفمبر', 'נובמבר'],
  ['dec', 'dez', 'déc', 'dic', 'des', 'gru', 'pro', 'ara', 'дек', 'гру', 'δεκ', 'ديسمبر', 'דצמבר'],
];

/** The month of a word; where several beginnings fit, the longest decides. */
export function monthOf(word: string): number | undefined {
  let best: { month: number; length: number } | undefined;
  for (const [at, beginnings] of monthBeginnings.entries()) {
    for (const beginning of beginnings) {
      if (word.startsWith(beginning) && beginning.length > (best?.length ?? 0)) {
        best = { month: at + 1, length: beginning.length };
      }
    }
  }
  return best?.month;
}
