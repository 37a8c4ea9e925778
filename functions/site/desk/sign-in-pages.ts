/** Signing in: ask for a mail, open its link or type its code. GET only shows a button. */
import type { Context } from 'hono';
import { html } from 'hono/html';
import {
  askSignIn,
  finishSignIn,
  isLinkOver,
  isOfThisBrowser,
  isOpen,
} from '../../owner/sign-in.ts';
import { readSignInLink } from '../../owner/sign-in-link.ts';
import { type Html, notice } from '../page.ts';
import { clientAddress, isForeignForm, readForm } from '../visitor.ts';
import { attemptCookie, forgetAttempt, keepAttempt } from './cookies.ts';
import { type Desk, deskSenderOf } from './desk.ts';
import { openPage } from './frame.ts';
import { letIn } from './let-in.ts';
import { textField, withCommands } from './parts.ts';
import { passkeyForm } from './passkey-form.ts';
import { deskProblem } from './problem.ts';
import { signInWords } from './sign-in-words.ts';
import { deskLanguageFor } from './words.ts';

/** GET /desk/in */
export async function showSignIn(c: Context, desk: Desk): Promise<Response> {
  const said = c.req.query('said');
  return await askPage(c, desk, said === 'out' || said === 'prove' ? said : undefined);
}

/** POST /desk/in: with an address it asks for a mail, with a code it finishes. */
export async function postSignIn(c: Context, desk: Desk): Promise<Response> {
  if (isForeignForm(c, desk.settings.siteUrl)) return await deskProblem(c, 'foreign');
  const form = await readForm(c);
  if (form.text('code') !== '') return await finish(c, desk, { code: form.text('code') });
  const { deps, settings } = desk;
  const { language } = wordsOf(c);
  const typed = form.text('address');
  const asked = await askSignIn(typed, clientAddress(c), {
    people: deps.people.list,
    newsletterIds: async () => (await deps.newsletters()).map(({ id }) => id),
    deskSender: deskSenderOf(settings, language),
    windows: deps.windows,
    attempts: deps.signIns,
    randomId: deps.randomId,
    now: deps.now,
  });
  if (asked.kind === 'busy') return await deskProblem(c, 'busy');
  if (asked.kind === 'bad-address') return await askPage(c, desk, 'badAddress', typed);
  keepAttempt(c, asked);
  return await codePage(c, typed);
}

/** GET /desk/in/:token: shows a button, or asks for the code where another browser asked. */
export async function showLink(c: Context, { deps }: Desk): Promise<Response> {
  const attemptId = readSignInLink(c.req.param('token') ?? '', deps.keys);
  const attempt = attemptId === undefined ? undefined : await deps.signIns.load(attemptId);
  const cookie = attemptCookie(c);
  if (attempt === undefined || !isOpen(attempt, deps.now())) return await overPage(c);
  if (isLinkOver(attempt, cookie)) return await overPage(c);
  return isOfThisBrowser(attempt, cookie) ? await buttonPage(c) : await otherPage(c);
}

/** POST /desk/in/:token */
export async function postLink(c: Context, desk: Desk): Promise<Response> {
  if (isForeignForm(c, desk.settings.siteUrl)) return await deskProblem(c, 'foreign');
  const code = (await readForm(c)).text('code');
  return await finish(c, desk, { token: c.req.param('token') ?? '', code });
}

async function finish(
  c: Context,
  desk: Desk,
  shown: { readonly token?: string; readonly code: string },
): Promise<Response> {
  const from = clientAddress(c);
  const finished = await finishSignIn(
    { ...shown, cookie: attemptCookie(c), from },
    { ...desk.deps, ...desk.deps.signIns },
  );
  switch (finished.kind) {
    case 'over':
      return await overPage(c);
    case 'busy':
      return await deskProblem(c, 'busy');
    case 'code-needed':
      return await otherPage(c);
    case 'wrong-code':
      return shown.token === undefined
        ? await codePage(c, undefined, true)
        : await otherPage(c, true);
    case 'in':
      break;
  }
  const { deps } = desk;
  const person = (await deps.people.list()).find(({ id }) => id === finished.personId);
  if (person === undefined) return await overPage(c);
  forgetAttempt(c);
  return await letIn(c, desk, person, '/in');
}

function wordsOf(c: Context) {
  const language = deskLanguageFor(c.req.header('accept-language'));
  return { language, words: signInWords[language.tongue] };
}

async function askPage(
  c: Context,
  { settings }: Desk,
  said?: 'out' | 'prove' | 'badAddress',
  typed = '',
): Promise<Response> {
  const { language, words } = wordsOf(c);
  const banner =
    said === 'badAddress'
      ? html`<p class="banner bad" role="alert">${words.badAddress}</p>`
      : said === undefined
        ? ''
        : html`<p class="banner" role="status"><strong>${words[`${said}Title`]}</strong> ${words[said]}</p>`;
  const field = textField({
    name: 'address',
    label: words.address,
    value: typed,
    type: 'email',
    isRequired: true,
  });
  const main = html`${banner}${notice(words.title, [words.lead], html`<form method="post" action="/desk/in">${field}<button>${words.ask}</button></form>${passkeyForm(settings, words.passkey)}`)}`;
  const status = said === 'badAddress' ? 400 : 200;
  return await openPage(c, language, { title: words.title, main }, status);
}

async function codePage(c: Context, address?: string, isWrong = false): Promise<Response> {
  const { language, words } = wordsOf(c);
  const asked = address === undefined ? [] : [language.say(words.asked, { address })];
  const again = html`<p><a class="quiet" href="/desk/in">${words.again}</a></p>`;
  const ways = html`<p class="hint">${withCommands(words.otherWays)}</p>`;
  const below = html`${codeForm(words, '/desk/in', isWrong)}${ways}${again}`;
  const main = notice(words.askedTitle, asked, below);
  return await openPage(c, language, { title: words.askedTitle, main }, isWrong ? 400 : 200);
}

async function buttonPage(c: Context): Promise<Response> {
  const { language, words } = wordsOf(c);
  const below = html`<form method="post"><button>${words.enter}</button></form>`;
  const main = notice(words.linkTitle, [words.link], below);
  return await openPage(c, language, { title: words.linkTitle, main });
}

async function otherPage(c: Context, isWrong = false): Promise<Response> {
  const { language, words } = wordsOf(c);
  const main = notice(words.otherTitle, [words.other], codeForm(words, '', isWrong));
  return await openPage(c, language, { title: words.otherTitle, main }, isWrong ? 400 : 200);
}

async function overPage(c: Context): Promise<Response> {
  const { language, words } = wordsOf(c);
  const again = html`<p><a class="quiet" href="/desk/in">${words.again}</a></p>`;
  const main = notice(words.overTitle, [words.over], again);
  return await openPage(c, language, { title: words.overTitle, main }, 404);
}

function codeForm(
  words: ReturnType<typeof wordsOf>['words'],
  action: string,
  isWrong: boolean,
): Html {
  const fault = isWrong ? html`<p class="fault" id="code-fault">${words.wrongCode}</p>` : '';
  const wrong = isWrong ? html` aria-invalid="true" aria-describedby="code-fault"` : '';
  const to = action === '' ? '' : html` action="${action}"`;
  return html`<form method="post"${to}><div class="field"><label for="code">${words.code}</label><input id="code" name="code" inputmode="numeric" autocomplete="one-time-code" required${wrong}>${fault}</div><button>${words.enter}</button></form>`;
}
