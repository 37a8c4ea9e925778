/**
 * What stands before every call of a program: whose token it is, whether both may, whether what was
 * sent fits; and after every act, the audit trail. Cookies count for nothing here.
 */
import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { hourMs } from '../../../config/time.ts';
import { type AuditEntry, coarseNetwork } from '../../../owner/audit.ts';
import { everyNewsletter } from '../../../owner/rights.ts';
import { callsOf, checkToken, mayByToken, wrongCallsOf } from '../../../owner/token.ts';
import { clientAddress } from '../../visitor.ts';
import { openNoted } from '../noted.ts';
import { type DeskLanguage, deskLanguageFor } from '../words.ts';
import {
  type Answer,
  type ApiDesk,
  type ApiRoute,
  apiPathOf,
  apiRoot,
  type Call,
  type Found,
} from './api.ts';
import { type Problem, problemBody, problemStatuses, refuse } from './problems.ts';
import { readInput } from './read-input.ts';

/** Answers a call of this route, or refuses it. */
export function guardedCall(route: ApiRoute, desk: ApiDesk): (c: Context) => Promise<Response> {
  return async (c) => {
    const now = desk.deps.now();
    const caller = await callerOf(c, now, desk);
    if ('problem' in caller) return problemAnswer(c, caller, desk);
    const refusal = refusalOf(route, caller);
    if (refusal !== undefined) return problemAnswer(c, refusal, desk);
    const language = languageOf(c);
    await openNoted(language);
    const admitted = { caller, now, language };
    const answer =
      route.method === 'get'
        ? await carryOut(
            c,
            route,
            desk,
            callOf(admitted, () => {}),
          )
        : await act(c, route, desk, admitted);
    return 'problem' in answer ? problemAnswer(c, answer, desk, language) : jsonAnswer(c, answer);
  };
}

function languageOf(c: Context): DeskLanguage {
  return deskLanguageFor(c.req.header('accept-language'));
}

/** An answer that tells of a problem. */
export function problemAnswer(
  c: Context,
  problem: Problem,
  { deps, settings }: ApiDesk,
  language: DeskLanguage = languageOf(c),
): Response {
  const status = problemStatuses[problem.problem];
  if (status === 401) c.header('www-authenticate', 'Bearer realm="desk"');
  if (status === 429) {
    // Windows begin with the hours of the clock.
    const leftMs = hourMs - (deps.now() % hourMs);
    c.header('retry-after', String(Math.ceil(leftMs / 1000)));
  }
  c.header('content-type', 'application/problem+json');
  c.header('content-language', language.tag);
  const body = problemBody(problem, settings.siteUrl, language);
  return c.body(JSON.stringify(body), status as ContentfulStatusCode);
}

function jsonAnswer(c: Context, { status, body }: Exclude<Answer, Problem>): Response {
  return body === undefined
    ? c.body(null, status as ContentfulStatusCode & 204)
    : c.json(body, status as ContentfulStatusCode);
}

/** Whoever shows a token that works, as long as it is not shown too often. */
async function callerOf(c: Context, now: number, { deps }: ApiDesk): Promise<Found | Problem> {
  const [, text = ''] = /^Bearer +(\S+) *$/i.exec(c.req.header('authorization') ?? '') ?? [];
  if (text === '') return refuse('token');
  const { find, noteUse } = deps.tokens;
  const about = c.req.param('newsletter');
  const caller = await checkToken(text, now, {
    find: (personId, id) => find(personId, id, about),
    noteUse,
  });
  const calls = caller === undefined ? wrongCallsOf(clientAddress(c)) : callsOf(caller.token);
  const taking = await deps.windows.take(calls, 1);
  if (taking.kind === 'full') return refuse('busy');
  return caller ?? refuse('token');
}

/**
 * Pure: why a caller does not get to a route. Who may not even look at a newsletter does not learn
 * that it exists.
 */
function refusalOf({ about, right, isGrave }: ApiRoute, caller: Found): Problem | undefined {
  const { newsletter } = caller;
  const place = newsletter?.id ?? everyNewsletter;
  if (about === 'newsletter') {
    if (newsletter === undefined || !mayByToken(caller, 'look', place)) return refuse('missing');
  }
  if (right !== 'any' && !mayByToken(caller, right, place)) {
    return refuse('right', undefined, { right });
  }
  return isGrave === true && !caller.token.isGrave ? refuse('grave') : undefined;
}

interface Admitted {
  readonly caller: Found;
  readonly now: number;
  readonly language: DeskLanguage;
}

type AnyCall = Call & { readonly newsletter: Found['newsletter'] };

/** Notes the act before anything is done, so that none is without a trace, and then how it ended. */
async function act(
  c: Context,
  route: ApiRoute,
  desk: ApiDesk,
  admitted: Admitted,
): Promise<Answer> {
  const { audit, randomId } = desk.deps;
  const { caller, now } = admitted;
  const { newsletter } = caller;
  const entry: AuditEntry = {
    ...{ id: randomId(), newsletterId: newsletter?.id ?? everyNewsletter, at: now },
    ...{ personId: caller.person.id, via: 'api', token: caller.token.name },
    act: `${route.method.toUpperCase()} ${apiPathOf(route).slice(apiRoot.length)}`,
    from: coarseNetwork(clientAddress(c)),
  };
  let told: Parameters<Call['tell']>[0] = {};
  await audit.begin(entry);
  try {
    const call = callOf(admitted, (more) => {
      told = { ...told, ...more };
    });
    const answer = await carryOut(c, route, desk, call);
    await audit.end(entry, { outcome: 'problem' in answer ? 'refused' : 'done', ...told });
    return answer;
  } catch (error) {
    await audit.end(entry, { ...told, outcome: 'failed' });
    throw error;
  }
}

async function carryOut(
  c: Context,
  route: ApiRoute,
  desk: ApiDesk,
  call: AnyCall,
): Promise<Answer> {
  const read = await readInput(c, route);
  if ('problem' in read) return read;
  // What was read fits the schemas of this very route.
  const asked = read as Parameters<ApiRoute['answer']>[1];
  if (route.about !== 'newsletter') return route.answer(call, asked, desk);
  const { newsletter } = call;
  return newsletter === undefined
    ? refuse('missing')
    : route.answer({ ...call, newsletter }, asked, desk);
}

function callOf(admitted: Admitted, tell: Call['tell']): AnyCall {
  const { caller, now, language } = admitted;
  const { newsletter } = caller;
  const place = newsletter?.id ?? everyNewsletter;
  return {
    ...{ caller, now, language, newsletter, tell },
    may: (right) => mayByToken(caller, right, place),
    mayEverywhere: (right) => mayByToken(caller, right, everyNewsletter),
  };
}
