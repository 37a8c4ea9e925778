/** The changes of a plan in words: what would be otherwise, for whoever applies it. Pure. */
import type { Feed } from '../../feed/feed.ts';
import type { Change, Clash } from './change.ts';
import type { Standing } from './standing.ts';
import { isRecord, type Value } from './wanted.ts';

/** What a feed calls itself is not trusted with a terminal: signs that steer one are left out. */
const steering = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu;

/** What would change, in a sentence. */
export function sentenceOf(change: Change, standing: Standing): string {
  return changeSentence(change, standing).replace(steering, '');
}

/** What was changed otherwise, in a sentence. */
export function clashSentence(clash: Clash, standing: Standing): string {
  return clashedSentence(clash, standing).replace(steering, '');
}

function changeSentence(change: Change, standing: Standing): string {
  const [place, id = '', part] = change.key.split('.');
  if (place === 'feeds')
    return feedSentence(change, feedName(id, change, standing), part, standing);
  if (place !== 'sections' || id === '') return `${labelOf(change.key)}: ${fromTo(change)}`;
  const { sign, to } = change;
  const name = sectionName(id, standing);
  if (part !== undefined) return `section ${name}, ${part}: ${fromTo(change)}`;
  if (sign === '-') return `section ${name} goes`;
  return `section ${isRecord(to) ? valueText(to.name) : id} is new (${id})`;
}

function clashedSentence(clash: Clash, standing: Standing): string {
  const { from, to, pulled } = clash;
  const [place, id = '', part] = clash.key.split('.');
  const isWhole = part === undefined && id !== '' && ['feeds', 'sections'].includes(place ?? '');
  const what = isWhole
    ? `${place === 'feeds' ? 'feed' : 'section'} ${place === 'feeds' ? feedName(id, clash, standing) : sectionName(id, standing)}`
    : subjectOf(clash, standing);
  if (isWhole) return `${what}: it was ${from === null ? 'taken away' : 'changed'} since the pull`;
  return `${what}: it was ${valueText(pulled)} when pulled and is ${valueText(from)} now; the file says ${valueText(to)}`;
}

function subjectOf({ key, to }: Clash, standing: Standing): string {
  const [place, id = '', part = ''] = key.split('.');
  if (place === 'feeds') return `feed ${feedName(id, { to }, standing)}, ${labelOf(part)}`;
  if (place === 'sections' && id !== '') return `section ${sectionName(id, standing)}, ${part}`;
  return labelOf(key);
}

function feedSentence(
  change: Change,
  name: string,
  part: string | undefined,
  standing: Standing,
): string {
  const { to, sign } = change;
  if (part === undefined && isRecord(to)) {
    const section = sectionName(String(to.section), standing);
    return to.state === 'stopped'
      ? `feed ${name} is added to section ${section}, and not read`
      : `feed ${name} is read from now on, in section ${section}`;
  }
  if (part === undefined) return `feed ${name} is taken away`;
  if (part === 'state')
    return sign === '-' ? `feed ${name} is no longer read` : `feed ${name} is read again`;
  if (part === 'section')
    return `feed ${name} moves to section ${sectionName(String(to), standing)}`;
  return `feed ${name}, ${labelOf(part)}: ${fromTo(change)}`;
}

/** `postalAddress` and `sender.name` as words. */
function labelOf(key: string): string {
  if (key === 'sections') return 'order of the sections';
  return key.replaceAll('.', ' ').replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function fromTo({ from, to }: Change): string {
  return `${valueText(from)} → ${valueText(to)}`;
}

const charsMax = 80;

/** A value as a sentence says it. */
function valueText(value: Value): string {
  if (value === null || value === undefined) return 'nothing said';
  if (value === true) return 'yes';
  if (value === false) return 'no';
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(valueText).join(', ');
  if (isRecord(value)) {
    return Object.entries(value)
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([name, one]) => `${labelOf(name)} ${String(one)}`)
      .join(', ');
  }
  const text = String(value);
  return `“${text.length > charsMax ? `${text.slice(0, charsMax)}…` : text}”`;
}

function feedName(id: string, { to }: Pick<Change, 'to'>, { feeds }: Standing): string {
  const feed: Feed | undefined = feeds.find((one) => one.id === id);
  if (feed !== undefined) return feed.title || feed.url;
  return isRecord(to) ? String(to.url) : id;
}

function sectionName(id: string, { newsletter }: Standing): string {
  return newsletter?.sections.find((one) => one.id === id)?.name ?? id;
}
