/**
 * The way out. GET shows one button; POST is both that button and the one-click request of a mail
 * program (RFC 8058 §3.2): no cookie, no origin, any body or none, and never a redirect.
 */
import type { Context } from 'hono';
import { html } from 'hono/html';
import { type LeaveAllDeps, leaveAll } from '../subscriber/leave-all.ts';
import type { Subscriber } from '../subscriber/subscriber.ts';
import { openLeaving, type UnsubscribeDeps, unsubscribe } from '../subscriber/unsubscribe.ts';
import type { WelcomeGoodbyeDeps } from '../subscriber/welcome-goodbye.ts';
import { goodbye } from '../subscriber/welcome-goodbye.ts';
import { leftPage, settingOf } from './left-page.ts';
import { buttonForm, notice, page, quietLink, unbroken } from './page.ts';
import { maskedAddress } from './page-language.ts';
import { problemPage } from './problem.ts';
import { choicesPath } from './reader.ts';
import { findNewsletter, type Site } from './site.ts';
import { readForm } from './visitor.ts';

/** What its use cases of a reader need. */
export type UnsubscribePageReaders = UnsubscribeDeps & WelcomeGoodbyeDeps & LeaveAllDeps;

/** GET /unsubscribe/:token */
export async function showUnsubscribe(
  c: Context,
  site: Site<UnsubscribePageReaders>,
): Promise<Response> {
  const opened = await openLeaving(c.req.param('token') ?? '', site.deps.readers);
  switch (opened.kind) {
    case 'open':
      return opened.subscriber.state === 'unsubscribed'
        ? await leftPage(c, site, opened.subscriber)
        : await askPage(c, site, opened.subscriber);
    case 'gone':
      return await leftPage(c, site, undefined);
    case 'unreadable':
      return await namelessPage(c, site);
    default:
      return await problemPage(c, 'link');
  }
}

/** POST /unsubscribe/:token */
export async function postUnsubscribe(
  c: Context,
  site: Site<UnsubscribePageReaders>,
): Promise<Response> {
  const token = c.req.param('token') ?? '';
  // Only our own button says so: whatever else a mail program sends is a one-click request.
  const by = isOwnButton(c) ? 'page' : 'one-click';
  // The body of a one-click request says what it likes: only our own page has this button.
  const isAll = by === 'page' && (await readForm(c)).text('intent') === 'all';
  const answer = isAll
    ? await leaveAll({ token }, site.deps.readers)
    : await unsubscribe({ token, by }, site.deps.readers);
  if (answer.kind === 'unknown') return await problemPage(c, 'link');
  const { subscriber } = answer;
  const newsletter = subscriber && (await findNewsletter(site, subscriber.newsletterId));
  if (subscriber !== undefined && newsletter !== undefined)
    await goodbye(subscriber, newsletter.letters ?? [], site.deps.readers);
  return await leftPage(c, site, subscriber, isAll ? { hasLeftAll: true } : {});
}

function isOwnButton(c: Context): boolean {
  return c.req.header('sec-fetch-mode') === 'navigate';
}

/** Whoever it is can leave. */
async function namelessPage(c: Context, site: Site<UnsubscribePageReaders>): Promise<Response> {
  const { pageLanguage } = await settingOf(c, site, undefined);
  const { button } = pageLanguage.words.unsubscribe;
  const main = notice(button, [], buttonForm(button));
  return await c.html(page(c, pageLanguage, { title: button, main }));
}

async function askPage(
  c: Context,
  site: Site<UnsubscribePageReaders>,
  subscriber: Subscriber,
): Promise<Response> {
  const { newsletter, pageLanguage, name } = await settingOf(c, site, subscriber);
  const words = pageLanguage.words.unsubscribe;
  const title = pageLanguage.say(words.title, { newsletter: name });
  const address = maskedAddress(subscriber.address);
  const text = pageLanguage.say(words.text, { newsletter: name, address });
  const fewer = quietLink(choicesPath(subscriber, site.deps.readers), words.fewer);
  const below = html`${buttonForm(words.button)}${subscriber.state === 'confirmed' ? fewer : ''}`;
  const main = notice(unbroken(title, name), [text], below);
  return await c.html(page(c, pageLanguage, { title, main, newsletter }));
}
