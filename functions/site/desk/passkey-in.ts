/** Signing in by a passkey: what the browser is to ask for, and what a device answered. */
import type { Context } from 'hono';
import { html } from 'hono/html';
import { askPasskey, enterByPasskey } from '../../owner/enter-by-passkey.ts';
import { passkeySite } from '../../owner/passkey.ts';
import { answerCharsMax } from '../../owner/webauthn.ts';
import { notice } from '../page.ts';
import { clientAddress, isForeignForm, readForm } from '../visitor.ts';
import { challengeCookie, forgetChallenge, keepChallenge } from './cookies.ts';
import type { Desk } from './desk.ts';
import { openPage } from './frame.ts';
import { letIn, noteRefused } from './let-in.ts';
import { deskProblem } from './problem.ts';
import { signInWords } from './sign-in-words.ts';
import { deskLanguageFor } from './words.ts';

/** POST /desk/in/passkey/ask: as JSON, for the script of the form. */
export async function askForPasskey(c: Context, { deps, settings }: Desk): Promise<Response> {
  if (isForeignForm(c, settings.siteUrl)) return await deskProblem(c, 'foreign');
  const site = passkeySite(settings.siteUrl);
  if (site === undefined) return await deskProblem(c, 'missing');
  const { challenges } = deps.passkeys;
  const asked = await askPasskey(clientAddress(c), site, { ...deps, challenges });
  if (asked === undefined) return await deskProblem(c, 'busy');
  keepChallenge(c, asked.browser);
  return c.json(asked.options);
}

/** POST /desk/in/passkey: what is wrong with an answer is told to nobody. */
export async function postPasskey(c: Context, desk: Desk): Promise<Response> {
  const { deps, settings } = desk;
  if (isForeignForm(c, settings.siteUrl)) return await deskProblem(c, 'foreign');
  const site = passkeySite(settings.siteUrl);
  if (site === undefined) return await deskProblem(c, 'missing');
  const answer = (await readForm(c)).text('answer', answerCharsMax);
  const shown = { answer, browser: challengeCookie(c), from: clientAddress(c), site };
  const entered = await enterByPasskey(shown, { ...deps, ...deps.passkeys });
  forgetChallenge(c);
  if (entered.kind === 'in') {
    return await letIn(c, desk, entered.person, '/in/passkey', entered.passkey);
  }
  if (entered.of !== undefined) await noteRefused(c, desk, entered.of);
  return await refusedPage(c);
}

async function refusedPage(c: Context): Promise<Response> {
  const language = deskLanguageFor(c.req.header('accept-language'));
  const words = signInWords[language.tongue];
  const again = html`<p><a class="quiet" href="/desk/in">${words.otherWay}</a></p>`;
  const main = notice(words.refusedTitle, [words.refused], again);
  return await openPage(c, language, { title: words.refusedTitle, main }, 400);
}
