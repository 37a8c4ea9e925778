/** How far the deletion of a newsletter is, as pages show it. */
import { html } from 'hono/html';
import { type DeletionRecord, isAbout } from '../../edition/plan/deletion-record.ts';
import type { Html } from '../page.ts';
import { type DeletionWords, deletionWords } from './deletion-words.ts';
import { deskPath, type NewsletterVisit, type Visit } from './desk.ts';
import { deskMoment } from './moment.ts';
import { actForm, factList } from './parts.ts';

/** Where all of them stand. */
export const deletionsPath = '/desk/deletions';

/** What the log says of asking for it, and of keeping the newsletter after all. */
export const deletionTold = { asked: 'closed, to be deleted', kept: 'kept' } as const;

/** While it is being deleted a page looks again so often. */
const liveSeconds = 15;

/** What a page says of it, and how often it looks again; undefined: nobody has asked for that. */
export function deletionPart(
  record: DeletionRecord | undefined,
  visit: NewsletterVisit,
): { readonly card: Html; readonly live: { readonly liveSeconds?: number } } | undefined {
  const isShown = record !== undefined && (isAbout(record, visit.newsletter) || hasEnded(record));
  if (!isShown) return undefined;
  const { newsletter, language } = visit;
  const words = deletionWords[language.tongue];
  const keep =
    isAbout(record, newsletter) && record.state !== 'removing' && visit.may('settings')
      ? html`<p>${record.wasOpen ? words.keepOpen : words.keepClosed}</p>${actForm(visit, deskPath(newsletter.id, '/settings/end/keep'), html``, words.keep)}`
      : '';
  const card = html`<section class="card urgent">${deletionText(record, newsletter.zone, visit)}${keep}</section>`;
  return { card, live: record.state === 'removing' ? { liveSeconds } : {} };
}

/** All went but its archive, with which the newsletter stays. */
export function hasEnded({ state, keepsArchive }: DeletionRecord): boolean {
  return state === 'done' && keepsArchive;
}

/** How it stands, in sentences, and what has gone. */
export function deletionText(
  record: DeletionRecord,
  zone: string,
  { language }: Pick<Visit, 'language'>,
): Html {
  const words = deletionWords[language.tongue];
  const { state, told, startsAt, endedAt = startsAt } = record;
  const at = deskMoment(state === 'waiting' ? startsAt : endedAt, zone, language);
  const lead = html`<p><strong>${language.say(leadOf(record, words), { at, told })}</strong></p>`;
  if (state === 'removing') {
    return html`${lead}<p>${words.goesOn}</p>${goneFacts(record, words.soFar, language, words)}`;
  }
  return state === 'done' ? html`${lead}${goneFacts(record, words.gone, language, words)}` : lead;
}

function leadOf({ state, keepsArchive }: DeletionRecord, words: DeletionWords): string {
  return state === 'done' && keepsArchive ? words.doneArchive : words[state];
}

function goneFacts(
  { gone, keepsArchive }: DeletionRecord,
  title: string,
  { number }: Visit['language'],
  { readers, feeds, items, editions, pages }: DeletionWords,
): Html {
  const facts = [
    [readers, number(gone.reader)],
    [feeds, number(gone.feed)],
    [items, number(gone.item)],
    [editions, number(gone.edition)],
    ...(keepsArchive ? [] : [[pages, number(gone.published)] as const]),
  ] as const;
  return html`<h3>${title}</h3>${factList(facts)}`;
}
