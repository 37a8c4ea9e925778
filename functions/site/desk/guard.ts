/**
 * What stands before every page of the desk: who it is, whether they may, whether the form is ours;
 * and after every act, the audit trail. A route that is not in the table is not reached.
 */
import type { Context } from 'hono';
import type { Newsletter } from '../../edition/newsletter.ts';
import { type AuditEntry, coarseNetwork } from '../../owner/audit.ts';
import type { Person } from '../../owner/person.ts';
import { everyNewsletter, mayDo } from '../../owner/rights.ts';
import {
  formToken,
  hashOfCookie,
  isLive,
  isOwnForm,
  isRecent,
  readSessionCookie,
  restamped,
  type Session,
} from '../../owner/session.ts';
import { clientAddress, isForeignForm, readForm } from '../visitor.ts';
import { forgetSession, keepSession, sessionCookie } from './cookies.ts';
import { type Desk, type DeskRoute, pathOf, type Visit } from './desk.ts';
import { newslettersOf } from './home-page.ts';
import { openNoted } from './noted.ts';
import { formTokenField } from './parts.ts';
import { deskProblem } from './problem.ts';
import { type DeskLanguage, deskLanguageFor } from './words.ts';

/** Answers a request of this route, or refuses it. */
export function guarded<Uses>(
  route: DeskRoute<Uses>,
  desk: Desk<Uses>,
): (c: Context) => Promise<Response> {
  return async (c) => {
    const signedIn = await whoIs(c, desk);
    if (signedIn === undefined) return toSignIn(c, 'out');
    const newsletters = await desk.deps.newsletters();
    const newsletter = newsletterOf(c, route, newsletters);
    const refusal = refusalOf(route, { ...signedIn, newsletter });
    if (refusal === 'prove') return toSignIn(c, 'prove');
    if (refusal !== undefined) return deskProblem(c, refusal);
    const language = deskLanguageFor(c.req.header('accept-language'));
    await openNoted(language);
    const visit = { ...signedIn, newsletters, newsletter, language };
    if (route.method === 'get') return look(c, route, desk, visit);
    const isOurs = await isOurForm(c, signedIn.session, desk);
    return isOurs ? act(c, route, desk, visit) : deskProblem(c, 'foreign');
  };
}

/**
 * Pure: why somebody does not get to a route. Who may not even look at a newsletter does not learn
 * that it exists.
 */
function refusalOf(
  { about, right, isGrave }: Pick<DeskRoute, 'about' | 'right' | 'isGrave'>,
  { person, session, now, newsletter }: SignedIn & { readonly newsletter: Newsletter | undefined },
): 'missing' | 'forbidden' | 'prove' | undefined {
  const place = newsletter?.id ?? everyNewsletter;
  if (about === 'newsletter') {
    if (newsletter === undefined || !mayDo(person.roles, 'look', place)) return 'missing';
  }
  if (right !== 'signed-in' && !mayDo(person.roles, right, place)) return 'forbidden';
  return isGrave === true && !isRecent(session, now) ? 'prove' : undefined;
}

interface SignedIn {
  readonly person: Person;
  readonly session: Session;
  readonly now: number;
}

interface Admitted extends SignedIn {
  readonly newsletters: readonly Newsletter[];
  readonly newsletter: Newsletter | undefined;
  readonly language: DeskLanguage;
}

/** Whoever this browser is signed in as. */
async function whoIs(c: Context, { deps }: Desk): Promise<SignedIn | undefined> {
  const cookie = readSessionCookie(sessionCookie(c));
  if (cookie === undefined) return undefined;
  const now = deps.now();
  const found = await deps.sessions.find(cookie.personId, hashOfCookie(cookie));
  if (found === undefined || !isLive(found.session, found.person, cookie, now)) {
    forgetSession(c);
    return undefined;
  }
  const fresh = restamped(found.session, cookie, now);
  if (fresh !== undefined) keepSession(c, fresh);
  return { ...found, now };
}

function toSignIn(c: Context, said: 'out' | 'prove'): Response {
  const isFirst = said === 'out' && sessionCookie(c) === undefined;
  return c.redirect(isFirst ? '/desk/in' : `/desk/in?said=${said}`, 303);
}

function newsletterOf(
  c: Context,
  { about }: Pick<DeskRoute, 'about'>,
  newsletters: readonly Newsletter[],
): Newsletter | undefined {
  if (about !== 'newsletter') return undefined;
  return newsletters.find(({ id }) => id === c.req.param('id'));
}

async function isOurForm(c: Context, session: Session, { settings }: Desk): Promise<boolean> {
  if (isForeignForm(c, settings.siteUrl)) return false;
  return isOwnForm(session, (await readForm(c)).text(formTokenField));
}

async function look<Uses>(
  c: Context,
  route: DeskRoute<Uses>,
  desk: Desk<Uses>,
  admitted: Admitted,
): Promise<Response> {
  return await answer(
    c,
    route,
    desk,
    visitOf(admitted, () => {}),
  );
}

/** Notes the act before anything is done, so that none is without a trace, and then how it ended. */
async function act<Uses>(
  c: Context,
  route: DeskRoute<Uses>,
  desk: Desk<Uses>,
  admitted: Admitted,
): Promise<Response> {
  const { audit, randomId } = desk.deps;
  const entry: AuditEntry = {
    id: randomId(),
    newsletterId: admitted.newsletter?.id ?? everyNewsletter,
    at: admitted.now,
    personId: admitted.person.id,
    via: 'desk',
    act: pathOf(route).replace(/^\/desk(\/n\/:id)?/, '') || '/',
    from: coarseNetwork(clientAddress(c)),
  };
  let told: Parameters<Visit['tell']>[0] = {};
  await audit.begin(entry);
  try {
    const visit = visitOf(admitted, (more) => {
      told = { ...told, ...more };
    });
    const answered = await answer(c, route, desk, visit);
    const outcome = answered.status >= 400 ? 'refused' : 'done';
    await audit.end(entry, { outcome, ...told });
    return answered;
  } catch (error) {
    await audit.end(entry, { ...told, outcome: 'failed' });
    throw error;
  }
}

function answer<Uses>(
  c: Context,
  route: DeskRoute<Uses>,
  desk: Desk<Uses>,
  visit: Visit & { readonly newsletter: Newsletter | undefined },
): Promise<Response> {
  if (route.about === 'all') return route.answer(c, visit, desk);
  const { newsletter } = visit;
  return newsletter === undefined
    ? deskProblem(c, 'missing')
    : route.answer(c, { ...visit, newsletter }, desk);
}

function visitOf(admitted: Admitted, tell: Visit['tell']) {
  const { person, session, now, newsletters, newsletter, language } = admitted;
  const place = newsletter?.id ?? everyNewsletter;
  return {
    person,
    session,
    now,
    newsletter,
    newsletters: newslettersOf(person, newsletters),
    language,
    may: (right: Parameters<Visit['may']>[0]) => mayDo(person.roles, right, place),
    mayEverywhere: (right: Parameters<Visit['may']>[0]) =>
      mayDo(person.roles, right, everyNewsletter),
    formToken: formToken(session),
    tell,
  };
}
