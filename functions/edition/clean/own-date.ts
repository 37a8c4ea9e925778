/** Tells a line that is nothing but the date of its own item, in whatever language. */
import { dayMs } from '../../config/time.ts';

/** A longer line says more than a date. */
export const dateCharsMax = 60;

/** Languages whose names of months and days are known; digits are understood in all. */
const locales =
  'en de fr es pt it nl sv da nb fi pl cs sk hu ro ru uk bg el tr ar fa he hi id vi th zh ja ko'.split(
    ' ',
  );

/** Words that surround a date without adding to it. */
const fillers = new Set(
  `am pm a m p utc gmt cet cest est edt pst pdt bst z t h min uhr um den der le à el a las de del o
   at on the of st nd rd th published posted updated date veröffentlicht aktualisiert stand publié
   mis jour publicado actualizado pubblicato aggiornato опубликовано в г نشر في بتاريخ م ص פורסם ב
   发布 发布时间 发表 发表于 更新 更新时间 发布于 時間 时间 日期 于 發布 發佈 發布時間 發表 上午 下午 午前 午後
   公開 公開日 更新日 年 月 日 日訊 日讯 日电 日電 訊 讯 时 時 分 秒 点 點 년 월 일 오전 오후`.split(
    /\s+/,
  ),
);

/** Whether the text is a date, and not another one than the item's own. */
export function isOnlyDate(text: string, publishedAt: number | undefined): boolean {
  if (text.length > dateCharsMax) return false;
  const latin = westernDigits(text.toLowerCase());
  const numbers = (latin.match(/\d+/g) ?? []).map(Number);
  if (numbers.length === 0) return false;
  const words = latin.match(/[\p{L}\p{M}]+/gu) ?? [];
  const dates = publishedAt === undefined ? [] : [-1, 0, 1].map((day) => publishedAt + day * dayMs);
  if (dates.length === 0) return isWholeDate(latin) && words.every((word) => isDateWord(word));
  return (
    words.every((word) => isDateWord(word)) &&
    dates.some((date) => isThatDay(numbers, words, new Date(date)))
  );
}

function isThatDay(numbers: readonly number[], words: readonly string[], date: Date): boolean {
  const month = date.getUTCMonth();
  const year = date.getUTCFullYear();
  const isNamed = words.some((word) => monthNames().get(word)?.has(month));
  const hasYear = [year, year % 100, year + 543].some((number) => numbers.includes(number));
  const isBeyondDay = numbers.some((number) => number >= 1000 && number !== year);
  if (!numbers.includes(date.getUTCDate())) return false;
  return isNamed ? hasYear || !isBeyondDay : hasYear && numbers.includes(month + 1);
}

/** Digits only, or with the name of a month: a year and a day at least. */
function isWholeDate(text: string): boolean {
  const words = text.match(/[\p{L}\p{M}]+/gu) ?? [];
  const named = words.some((word) => monthNames().has(word));
  return /\b(?:19|20)\d\d\b|(?:19|20)\d\d年/.test(text) && (named || /\d\D+\d\d?\D+\d/.test(text));
}

function isDateWord(word: string): boolean {
  return fillers.has(word) || monthNames().has(word) || dayNames().has(word);
}

const dayNames = once(() => {
  const days = Array.from({ length: 7 }, (_, day) => Date.UTC(2024, 0, 1 + day));
  return new Set(namesOf(days, 'weekday').keys());
});

const monthNames = once(() => {
  const months = Array.from({ length: 12 }, (_, month) => Date.UTC(2024, month, 15));
  return namesOf(months, 'month');
});

/** Words that go with more instants than this are grammar ("de", "月"), no names. */
const namedMax = 3;

/** Every word by which these instants are called, and which of them it names. */
function namesOf(instants: readonly number[], field: 'month' | 'weekday') {
  const names = new Map<string, Set<number>>();
  for (const locale of locales) {
    for (const style of ['long', 'short'] as const) {
      const format = new Intl.DateTimeFormat(locale, {
        [field]: style,
        ...(field === 'month' ? { day: 'numeric' } : {}),
        timeZone: 'UTC',
      });
      instants.forEach((instant, index) => {
        for (const word of format
          .format(instant)
          .toLowerCase()
          .match(/[\p{L}\p{M}]+/gu) ?? []) {
          names.set(word, (names.get(word) ?? new Set()).add(index));
        }
      });
    }
  }
  for (const [word, named] of names) if (named.size > namedMax) names.delete(word);
  return names;
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** Arabic, Persian, Devanagari, Thai and full-width digits as 0 to 9. */
function westernDigits(text: string): string {
  return text.replace(/\p{Nd}/gu, (digit) => {
    const code = digit.codePointAt(0) ?? 0;
    const zeros = [0x30, 0x660, 0x6f0, 0x966, 0xe50, 0xff10];
    const zero = zeros.find((start) => code >= start && code < start + 10);
    return zero === undefined ? digit : String(code - zero);
  });
}
