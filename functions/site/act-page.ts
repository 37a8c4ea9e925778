/** The page behind the links of a preview: GET shows what can be decided, POST decides it. */
import type { Context } from 'hono';
import { html } from 'hono/html';
import type { Call } from '../edition/call.ts';
import type { Newsletter } from '../edition/newsletter.ts';
import { type DecideDeps, letGo, stopCall } from '../edition/plan/decide-call.ts';
import { type LeaveOutDeps, leaveOutOfCall } from '../edition/plan/leave-out.ts';
import { readOwnerLink } from '../subscriber/owner-link.ts';
import type { SigningKeys } from '../subscriber/token.ts';
import { buttonForm, type Html, notice, page } from './page.ts';
import { moment, type PageLanguage, pageLanguageOf } from './page-language.ts';
import { problemPage } from './problem.ts';
import { findNewsletter, type Site } from './site.ts';
import { isForeignForm, readForm } from './visitor.ts';

/** What its use cases need. */
export interface ActPageReaders {
  readonly keys: SigningKeys;
  readonly now: () => number;
  readonly deciding: DecideDeps & LeaveOutDeps;
}

interface Case {
  readonly newsletter: Newsletter;
  readonly call: Call;
}

/** GET /act/:token */
export async function showAct(c: Context, site: Site<ActPageReaders>): Promise<Response> {
  const found = await caseOf(c, site);
  return found === undefined ? await problemPage(c, 'link') : await actPage(c, found);
}

/** POST /act/:token */
export async function postAct(c: Context, site: Site<ActPageReaders>): Promise<Response> {
  if (isForeignForm(c, site.settings.siteUrl)) return await problemPage(c, 'foreign');
  const found = await caseOf(c, site);
  if (found === undefined) return await problemPage(c, 'link');
  const { deciding } = site.deps.readers;
  const { newsletter, call } = found;
  const intent = (await readForm(c)).text('intent');
  if (intent === 'stop') await stopCall(call, newsletter, deciding);
  if (intent === 'go') await letGo(call, deciding);
  const place = /^skip-(\d{1,3})$/.exec(intent)?.[1];
  const item = place === undefined ? undefined : call.shown?.items[Number(place)];
  if (item !== undefined) await leaveOutOfCall({ newsletter, call, item }, deciding);
  const now = await caseOf(c, site);
  return now === undefined ? await problemPage(c, 'link') : await actPage(c, now, item?.title);
}

async function caseOf(c: Context, site: Site<ActPageReaders>): Promise<Case | undefined> {
  const { keys, now, deciding } = site.deps.readers;
  const link = readOwnerLink(c.req.param('token') ?? '', keys, now());
  if (link === undefined) return undefined;
  const newsletter = await findNewsletter(site, link.newsletterId);
  const call = await deciding.calls.load(link.newsletterId, link.scheduledAt);
  return newsletter === undefined || call === undefined ? undefined : { newsletter, call };
}

async function actPage(
  c: Context,
  { newsletter, call }: Case,
  leftOut?: string,
): Promise<Response> {
  const pageLanguage = pageLanguageOf(newsletter.language);
  const { act } = pageLanguage.words;
  const title = pageLanguage.say(act.title, { newsletter: newsletter.name });
  const at = moment(call.scheduledAt, newsletter.zone, pageLanguage);
  const said = [
    ...(leftOut === undefined ? [] : [pageLanguage.say(act.skipped, { title: leftOut })]),
    pageLanguage.say(act.due, { at }),
    act[call.state],
    act.once,
  ];
  const main = notice(title, said, buttonsOf(call, pageLanguage, c.req.query('do')));
  return await c.html(page(c, pageLanguage, { title, main, newsletter }));
}

function buttonsOf(call: Call, { words: { act } }: PageLanguage, asked?: string): Html {
  const isGoFirst = asked === 'go' || call.state === 'stopped';
  const stop =
    call.state === 'stopped' ? '' : buttonForm(act.stop, 'stop', { isSecond: isGoFirst });
  const go = call.state === 'going' ? '' : buttonForm(act.go, 'go', { isSecond: !isGoFirst });
  const items = call.state === 'going' ? [] : (call.shown?.items ?? []);
  const skip = (title: string, n: number) =>
    buttonForm(act.skip, `skip-${n}`, { isSecond: true, about: title });
  const stories =
    items.length === 0
      ? ''
      : html`<h2>${act.stories}</h2>${items.map(
          ({ title }, n) => html`<p dir="auto">${title}</p>${skip(title, n)}`,
        )}`;
  return isGoFirst ? html`${go}${stop}${stories}` : html`${stop}${go}${stories}`;
}
