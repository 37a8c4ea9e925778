/** Programs that are told what happens: which there are, how they do, adding, trying and removing one. */
import type { Context } from 'hono';
import { html } from 'hono/html';
import { userAgent } from '../../feed/get/user-agent.ts';
import { type Hook, hookEvents, hooksMax } from '../../hook/hook.ts';
import type { Posted } from '../../hook/post.ts';
import type { AddHookDeps, TryHookDeps, tryHook } from '../../hook/set-up.ts';
import { type Html, notice } from '../page.ts';
import { readForm } from '../visitor.ts';
import { type Desk, deskPath, type NewsletterVisit } from './desk.ts';
import { deskPage } from './frame.ts';
import { type HooksWords, hooksWords } from './hooks-words.ts';
import { deskMoment } from './moment.ts';
import { notedOrQuoted } from './noted.ts';
import { actButton, actForm, factList, goTo, saidBanner, textField } from './parts.ts';

/** What the page reads and does. */
export interface HooksUses {
  readonly hooks: Pick<AddHookDeps, 'list' | 'add'> &
    Pick<TryHookDeps, 'noteFailure' | 'switchOn'> & {
      readonly remove: (place: {
        readonly newsletterId: string;
        readonly id: string;
      }) => Promise<boolean>;
    };
  /** The key of hashes, of which secrets are made. */
  readonly hashKey: () => Promise<string>;
  /** Origins that need not be public. */
  readonly feedOrigins: readonly string[];
}

/** What was typed for a hook, and what came of an act. */
interface HooksView {
  readonly url: string;
  readonly events: readonly string[];
  readonly wrong?: string;
}

/** GET /desk/n/:id/hooks */
export async function showHooks(
  c: Context,
  visit: NewsletterVisit,
  desk: Desk<HooksUses>,
): Promise<Response> {
  return await hooksPage(c, visit, desk, { url: '', events: hookEvents });
}

async function hooksPage(
  c: Context,
  visit: NewsletterVisit,
  { deps }: Desk<HooksUses>,
  view: HooksView,
): Promise<Response> {
  const { newsletter, language } = visit;
  const words = hooksWords[language.tongue];
  const hooks = await deps.hooks.list(newsletter.id);
  const cards = hooks.map((hook) => hookCard(hook, visit, words));
  const adding =
    hooks.length >= hooksMax
      ? html`<p>${language.say(words.full, { count: hooksMax })}</p>`
      : addForm(view, visit, words);
  const wrong =
    view.wrong === undefined
      ? ''
      : html`<p class="banner bad" role="alert" dir="auto">${view.wrong}</p>`;
  const main = html`${saidBanner(c, words.said)}${wrong}${notice(words.title, [words.lead])}
${cards.length === 0 ? html`<p>${words.none}</p>` : html`${cards}<p>${words.retried}</p>`}
<section class="card"><h2>${words.add}</h2>${adding}</section>
<p><a class="quiet" href="${deskPath(newsletter.id, '/settings')}">${words.settings}</a></p>`;
  c.status(view.wrong === undefined ? 200 : 422);
  return await deskPage(c, visit, { title: words.title, main, newsletter, page: 'settings' });
}

function addForm({ url, events }: HooksView, visit: NewsletterVisit, words: HooksWords): Html {
  const choices = hookEvents.map(
    (event) =>
      html`<div><label><input type="checkbox" name="event" value="${event}"${events.includes(event) ? html` checked` : ''}> ${words.eventNames[event]}</label></div>`,
  );
  const fields = html`${textField({ name: 'url', label: words.url, type: 'url', value: url, hint: words.urlHint, isRequired: true })}
<fieldset><legend>${words.events}</legend>${choices}</fieldset>`;
  return actForm(visit, deskPath(visit.newsletter.id, '/hooks'), fields, words.addButton);
}

function hookCard(hook: Hook, visit: NewsletterVisit, words: HooksWords): Html {
  const { newsletter, language } = visit;
  const { id, url, events, createdAt, takenAt, offSince } = hook;
  const at = (instant: number) => deskMoment(instant, newsletter.zone, language);
  const isOff = offSince !== undefined;
  const tag = isOff
    ? html`<span class="tag bad">${language.say(words.off, { at: at(offSince) })}</span>`
    : html`<span class="tag good">${words.on}</span>`;
  const path = (act: string) => deskPath(newsletter.id, `/hooks/${id}/${act}`);
  const taken = takenAt === undefined ? words.never : html`${at(takenAt)} (${words.takenHint})`;
  const facts = factList([
    [words.toldOf, events.map((event) => words.eventNames[event]).join(', ')],
    [words.since, at(createdAt)],
    [words.taken, taken],
    ...failureFacts(hook, visit, words),
  ]);
  return html`<section class="card${isOff ? ' urgent' : ''}"><h2 dir="ltr">${url}</h2><p>${tag}</p>${isOff ? html`<p>${words.offLead}</p>` : ''}${facts}
<div class="acts">${actButton(visit, path('test'), words.test, { about: url })}${actButton(visit, path('remove'), words.remove, { about: url, kind: 'danger' })}</div></section>`;
}

function failureFacts(
  { failure, wellSince = 0 }: Hook,
  { newsletter, language }: NewsletterVisit,
  words: HooksWords,
): readonly (readonly [string, string])[] {
  if (failure === undefined) return [];
  const at = (instant: number) => deskMoment(instant, newsletter.zone, language);
  const reason = notedOrQuoted(failure.reason, language);
  const text = language.say(words.failureText, { at: at(failure.at), reason });
  const over = wellSince > failure.at ? ` ${language.say(words.well, { at: at(wellSince) })}` : '';
  return [[words.failure, `${text}${over}`]];
}

const idChars = 12;

/** Adds one; the answer shows its secret. */
export async function postHook(
  c: Context,
  visit: NewsletterVisit,
  desk: Desk<HooksUses>,
): Promise<Response> {
  const { newsletter, language } = visit;
  const { hooks, hashKey, feedOrigins, randomId, now } = desk.deps;
  const form = await readForm(c);
  const url = form.text('url');
  const chosen = form.list('event');
  const events = hookEvents.filter((event) => chosen.includes(event));
  const { addHook } = await import('../../hook/set-up.ts');
  const added = await addHook(
    { newsletterId: newsletter.id, url, events },
    {
      ...{ list: hooks.list, add: hooks.add, now, key: hashKey },
      randomId: () => randomId().replaceAll('-', '').slice(-idChars),
      allowedOrigins: feedOrigins,
    },
  );
  const words = hooksWords[language.tongue];
  if (added.kind === 'refused') {
    const wrong = language.say(words.refused, { reason: notedOrQuoted(added.reason, language) });
    return await hooksPage(c, visit, desk, { url, events, wrong });
  }
  const { hook, secret } = added;
  visit.tell({ object: hook.id, after: `${new URL(hook.url).host}: ${hook.events.join(' ')}` });
  const main = html`${notice(words.secret, [words.secretLead])}<p><code dir="ltr">${secret}</code></p>
<p dir="ltr">${hook.url}</p><p><a class="button" href="${deskPath(newsletter.id, '/hooks')}">${words.secretNext}</a></p>`;
  return await deskPage(c, visit, { title: words.secret, main, newsletter, page: 'settings' });
}

/** Posts a message that means nothing. */
export async function postTest(
  c: Context,
  visit: NewsletterVisit,
  desk: Desk<HooksUses>,
): Promise<Response> {
  const { newsletter, language } = visit;
  const { hooks } = desk.deps;
  const path = deskPath(newsletter.id, '/hooks');
  const id = c.req.param('hook') ?? '';
  const hook = (await hooks.list(newsletter.id)).find((one) => one.id === id);
  if (hook === undefined) return goTo(c, path, 'gone');
  const posted = await posting({ newsletterId: newsletter.id, hook }, desk);
  const isTaken = posted.kind === 'accepted';
  visit.tell({ object: id, outcome: isTaken ? 'done' : 'failed' });
  if (isTaken) return goTo(c, path, 'took');
  const words = hooksWords[language.tongue];
  const wrong = language.say(words.testRefused, { reason: notedOrQuoted(posted.reason, language) });
  return await hooksPage(c, visit, desk, { url: '', events: hookEvents, wrong });
}

/** Posts a message that means nothing to a hook. */
export async function posting(
  asked: Parameters<typeof tryHook>[0],
  { deps, settings }: Desk<HooksUses>,
): Promise<Posted> {
  // What posts is loaded when somebody does.
  const { tryHook } = await import('../../hook/set-up.ts');
  const { createPoster } = await import('../../hook/post.ts');
  const { hooks, hashKey, feedOrigins, randomId, now } = deps;
  const agent = userAgent(settings.siteUrl);
  const { post, close } = createPoster({ userAgent: agent, allowedOrigins: feedOrigins });
  try {
    const { noteFailure, switchOn } = hooks;
    return await tryHook(asked, { noteFailure, switchOn, post, key: hashKey, randomId, now });
  } finally {
    await close();
  }
}

/** Takes one away. */
export async function postRemoval(
  c: Context,
  visit: NewsletterVisit,
  { deps }: Desk<HooksUses>,
): Promise<Response> {
  const { id: newsletterId } = visit.newsletter;
  const id = c.req.param('hook') ?? '';
  const isThere = await deps.hooks.remove({ newsletterId, id });
  visit.tell({ object: id, outcome: isThere ? 'done' : 'refused' });
  return goTo(c, deskPath(newsletterId, '/hooks'), isThere ? 'removed' : 'gone');
}
