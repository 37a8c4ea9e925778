/** Items as a newsroom's feeds bring them: words by their frequency, some stories from two feeds. */
import { hash } from 'node:crypto';
import type { Item } from '../../functions/feed/item.ts';
import { textPrintOf } from '../../functions/feed/read/text-print.ts';

const vocabularyWords = 30_000;
const leadWords = 130;
const titleWords = 9;
const repeatedOneIn = 20;
const paragraphBytes = 4_200;

/** Opens a room whose items are the same each time. */
export function openNewsroom() {
  const words = Array.from({ length: vocabularyWords }, (_, n) =>
    hash('sha256', `word ${n}`, 'hex')
      .replace(/[0-9]/g, (digit) => 'ghijklmnop'[Number(digit)] ?? '')
      .slice(0, 3 + (n % 7)),
  );
  const body = textOf(words, randomFrom(7), paragraphBytes / 6);
  return {
    item: (n: number, feedId: string, firstSeenAt: number): Item => {
      // Every twentieth tells what the feed before it has just told.
      const seed = n % repeatedOneIn === 0 ? n - 1 : n;
      const random = randomFrom(seed);
      const title = textOf(words, random, titleWords);
      const lead = textOf(words, random, leadWords);
      const key = `i-${hash('sha256', `${feedId} ${n}`, 'hex').slice(0, 32)}`;
      const item = {
        key,
        newsletterId: 'paper',
        feedId,
        id: `https://${feedId}.example/stories/${n}`,
        title: `${title.charAt(0).toUpperCase()}${title.slice(1)}`,
        link: `https://${feedId}.example/2026/11/${title.replaceAll(' ', '-')}-${n}`,
        author: `Author ${n % 50}`,
        publishedAt: firstSeenAt - 60_000,
        content: `<p>${lead}</p><p>${body}</p>`,
        categories: ['news'],
        enclosures: [],
        image: `https://${feedId}.example/pictures/${n}.jpg`,
      };
      return { ...item, print: textPrintOf(item), firstSeenAt };
    },
  };
}

function textOf(words: readonly string[], random: () => number, count: number): string {
  return Array.from({ length: count }, () => {
    // By Zipf's law the n-th word comes one n-th as often as the first.
    const rank = Math.floor(words.length ** random());
    return words[Math.min(rank, words.length - 1)] ?? '';
  }).join(' ');
}

/** Mulberry32: numbers in [0, 1) that a seed decides. */
function randomFrom(seed: number): () => number {
  let state = Math.imul(seed + 1, 0x9e3779b1);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
