/** Names and titles as papers have them: six scripts, and emoji in between. */
import { createHash } from 'node:crypto';
import type { Chance } from './chance.ts';

const names = [
  'The Test Paper',
  'Вестник гавани ⚓',
  '海港日报',
  'ハーバー・ノート 🗞️',
  'رسائل الميناء',
  'बंदरगाह समाचार 👩‍👩‍👧‍👦',
] as const;

const words = ['🎉', 'маяк', '灯塔𠮷', '灯台🗼', 'المنارة', 'प्रकाशस्तंभ🇮🇳'] as const;

/** What the paper of a trial is called. */
export function paperName(chance: Chance): string {
  return names[chance.whole(names.length, 'paper name')] ?? names[0];
}

/** What a story is called: like no other, or it would count as told. */
export function storyTitle(chance: Chance, key: string): string {
  const own = createHash('sha256')
    .update(key)
    .digest('base64url')
    .replaceAll(/[\d_-]/g, '');
  return `${key}: ${own.slice(0, 20)} ${words[chance.whole(words.length, 'title', key)] ?? ''}`;
}
