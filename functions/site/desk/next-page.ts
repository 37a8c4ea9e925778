/** The next edition as readers would see it, what speaks against it, and what can be changed about it. */
import type { Context } from 'hono';
import { html } from 'hono/html';
import { isTimed } from '../../config/schedule.ts';
import { sendingOf } from '../../edition/call.ts';
import type { Content } from '../../edition/content.ts';
import { contentOfPreview, type PreviewAudience } from '../../edition/plan/preview.ts';
import type { Html } from '../page.ts';
import { type Desk, type DeskRoute, deskPath, type NewsletterVisit } from './desk.ts';
import { deskPage } from './frame.ts';
import { deskMoment, deskSchedule } from './moment.ts';
import { findingsPart, type NextLook, storiesPart } from './next-content.ts';
import { marksPart, notePart, ownItemPart, testPart } from './next-marks.ts';
import { meantPreview, type NextUses } from './next-meant.ts';
import { lookOf, previewPart } from './next-preview.ts';
import { nextWords } from './next-words.ts';
import { saidBanner } from './parts.ts';
import { callCard } from './today-needs.ts';
import { todayWords } from './today-words.ts';

/** GET /desk/n/:id/next */
export const nextRoute: DeskRoute<NextUses> = {
  ...{ method: 'get', path: '/next', about: 'newsletter', right: 'look', answer: showNext },
};

async function showNext(
  c: Context,
  visit: NewsletterVisit,
  { deps, settings }: Desk<NextUses>,
): Promise<Response> {
  const { newsletter, language, may } = visit;
  const words = nextWords[language.tongue];
  const asked = { segment: c.req.query('for') ?? '', due: c.req.query('due') ?? '' };
  const preview = await meantPreview(visit, asked, deps);
  const content = await contentOfPreview(preview, settings.siteUrl, deps.preview);
  const look: NextLook = { visit, words, preview };
  const main = html`${saidBanner(c, words.said)}<h1>${words.title}</h1>
${audiencePart(look)}${callPart(look, content)}
${
  content === undefined
    ? html`<p>${language.say(words.nothing, { at: deskMoment(preview.period.from, newsletter.zone, language) })}</p>`
    : html`${previewPart(look, content, lookOf(c.req.query('look')))}
${findingsPart(look, content)}${storiesPart(look, content)}`
}
${marksPart(look)}
${may('curate') ? html`<div class="columns">${notePart(look)}${ownItemPart(look)}</div>` : ''}
${may('send') && content !== undefined ? testPart(look) : ''}`;
  return await deskPage(c, visit, { title: words.title, main, newsletter, page: 'next' });
}

function audiencePart(look: NextLook): Html {
  const { visit, words, preview } = look;
  const { newsletter, language } = visit;
  const { audiences, audience, scheduledAt, call, hasReaders, period } = preview;
  const moment = (at: number) => deskMoment(at, newsletter.zone, language);
  const shown = audiences.slice(0, audiencesShownMax);
  const options = (shown.includes(audience) ? shown : [...shown, audience]).map(
    (one, n) => [one.id, audienceText(look, one, n === 0)] as const,
  );
  const chooser = html`<form method="get" action="${deskPath(newsletter.id, '/next')}" class="inline"><div class="field"><label for="for">${words.for}</label><select id="for" name="for">${options.map(
    ([id, text]) =>
      html`<option value="${id}"${id === audience.id ? html` selected` : ''}>${text}</option>`,
  )}</select></div><button class="second">${words.show}</button></form>`;
  const { mode, lastCallMs } = sendingOf(newsletter);
  const isAsked = mode !== 'automatic';
  const due = isTimed(audience.schedule)
    ? language.say(words.due, { at: moment(scheduledAt) })
    : words[isAsked ? 'instantAsked' : 'instant'];
  const asOf =
    call === undefined
      ? asOfText(look, isAsked ? scheduledAt - lastCallMs : undefined)
      : language.say(words.asCalled, { at: moment(period.cutoff) });
  return html`${audiences.length > 1 ? chooser : html`<p>${words.for}: ${audienceText(look, audience, true)}</p>`}
<p><strong>${due}</strong> ${asOf} ${hasReaders ? '' : words.noReaders}</p>`;
}

/** What is shown is not all: until its owner is asked (ms), or it goes, more comes in. */
function asOfText({ visit, words, preview }: NextLook, askedAt: number | undefined): string {
  const { newsletter, language } = visit;
  if (askedAt === undefined || !isTimed(preview.audience.schedule)) return words.asOf;
  return language.say(words.asOfAsked, { at: deskMoment(askedAt, newsletter.zone, language) });
}

const audiencesShownMax = 50;

function audienceText(
  { visit: { language, newsletter }, words }: NextLook,
  { schedule, sections, language: own }: PreviewAudience,
  isUsual: boolean,
): string {
  const inWords = deskSchedule(schedule, language);
  const named = newsletter.sections.filter(({ id }) => sections !== 'all' && sections.includes(id));
  const names = named.map(({ name }) => name).join(', ');
  return [
    isUsual ? language.say(words.usual, { schedule: inWords }) : inWords,
    ...(sections === 'all' ? [] : [language.say(words.sections, { sections: names })]),
    ...(own === undefined ? [] : [language.say(words.ownLanguage, { language: own })]),
  ].join(' ');
}

function callPart({ visit, preview }: NextLook, content: Content | undefined): Html | '' {
  const { call } = preview;
  if (call === undefined) return '';
  const words = todayWords[visit.language.tongue];
  return callCard({ visit, words }, { ...call, held: [] }, content);
}
