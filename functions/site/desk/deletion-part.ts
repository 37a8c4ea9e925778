/** How far the deletion of a newsletter is, as pages show it. */
import { html } from 'hono/html';
import type { Newsletter } from '../../edition/newsletter.ts';
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

/** How often a page looks again: while something is being deleted. */
export function liveWhile(isGoing: boolean): { readonly liveSeconds?: number } {
  return isGoing ? { liveSeconds: 15 } : {};
}

/** What the log says of keeping it after all. */
export function keptTold(
  { id }: Newsletter,
  kept: 'kept' | 'none' | 'too-late',
): { readonly object: string } & ({ readonly after: string } | { readonly outcome: 'refused' }) {
  return {
    object: id,
    ...(kept === 'kept' ? { after: deletionTold.kept } : { outcome: 'refused' }),
  };
}

/** Whether there is something to tell of with this newsletter. */
export function isToldOf(
  record: DeletionRecord | undefined,
  newsletter: Newsletter,
): record is DeletionRecord {
  return record !== undefined && (isAbout(record, newsletter) || hasEnded(record));
}

/** What a page says of it, and how often it looks again; undefined: nobody has asked for that. */
export function deletionPart(
  record: DeletionRecord | undefined,
  visit: NewsletterVisit,
): { readonly card: Html; readonly live: { readonly liveSeconds?: number } } | undefined {
  if (!isToldOf(record, visit.newsletter)) return undefined;
  const { newsletter, language } = visit;
  const words = deletionWords[language.tongue];
  const keep =
    isAbout(record, newsletter) && record.state !== 'removing' && visit.may('settings')
      ? html`<p>${record.wasOpen ? words.keepOpen : words.keepClosed}</p>${actForm(visit, deskPath(newsletter.id, '/settings/end/keep'), html``, words.keep)}`
      : '';
  const card = html`<section class="card urgent">${deletionText(record, newsletter.zone, visit)}${keep}</section>`;
  return { card, live: liveWhile(record.state === 'removing') };
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
