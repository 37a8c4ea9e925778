/** The words of dates, in the languages in which feeds write them against all standards. */

/** Names of zones as mails write them, to minutes east of Greenwich (RFC 822 §5 and habit). */
export const zoneNames: ReadonlyMap<string, number> = new Map(
  Object.entries({
    ...{ z: 0, ut: 0, utc: 0, gmt: 0, wet: 0, west: 1, bst: 1, ist: 5.5, cet: 1, cest: 2, met: 1 },
    ...{ mest: 2, mez: 1, mesz: 2, eet: 2, eest: 3, msk: 3, msd: 4, sast: 2, wib: 7, sgt: 8 },
    ...{ hkt: 8, awst: 8, kst: 9, jst: 9, acst: 9.5, aest: 10, aedt: 11, nzst: 12, nzdt: 13 },
    ...{ nst: -3.5, ndt: -2.5, ast: -4, adt: -3, brt: -3, art: -3, est: -5, edt: -4, cst: -6 },
    ...{ wat: 1, cat: 2, eat: 3, irst: 3.5, gst: 4, pkt: 5, npt: 5.75, bdt: 6, ict: 7, wita: 8 },
    ...{ pht: 8, myt: 8, wit: 9, clt: -4, bot: -4, cot: -5, uyt: -3, akt: -9 },
    ...{ cdt: -5, mst: -7, mdt: -6, pst: -8, pdt: -7, akst: -9, akdt: -8, hst: -10, hdt: -9 },
  }).map(([name, hours]) => [name, hours * 60]),
);

/** Words for the second half of the day. */
export const afternoonWords = new Set(['pm', 'p', '下午', '午後', '오후', 'μμ']);
/** Words for the first half of the day. */
export const morningWords = new Set(['am', 'a', '上午', '午前', '오전', 'πμ']);

/** The beginnings that tell the months apart, in about forty languages. */
const monthBeginnings: readonly (readonly string[])[] = [
  'jan gen ene sty led oca ian tammi sau янв січ яну ιαν يناير ינואר 一月 जन',
  'feb fev fév lut úno uno şub helmi vas veebr фев лют φεβ فبراير פברואר 二月 फर फ़र',
  'mar mär maer mrz mrt maa már bře kov мар бер μαρ μάρ مارس מרץ 三月 मार्च',
  'apr avr abr kwi dub nis ápr huhti bal апр кві απρ أبريل אפריל 四月 अप्रै',
  'may mai mag mei maj kvě máj maí touko geg май мая тра μάι μαϊ مايو מאי 五月 मई',
  'jun juin giu cze červn haz jún jūn iun kesä birž juuni июн чер юни ιουν ιούν يونيو יוני 六月 जून',
  'jul juil lug lip červe tem júl jūl iul heinä liep juuli июл лип юли ιουλ ιούλ يوليو יולי 七月 जुल',
  'aug aoû aou ago agu sie srp ağu ágú elo rugp авг сер αυγ αύγ أغسطس אוגוסט 八月 अग',
  'sep set wrz zář eyl sze syys rugs сен вер сеп σεπ سبتمبر ספטמבר 九月 सित',
  'oct okt ott out paź říj eki loka spa окт жов οκτ أكتوبر אוקטובר 十月 अक्',
  'nov nóv lis kas noi marras lap ноя ное νοε νοέ نوفمبر נובמבר 十一月 नव',
  'dec dez déc dic des gru pro ara joulu дек гру δεκ ديسمبر דצמבר 十二月 दिस',
].map((beginnings) => beginnings.split(' '));

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
