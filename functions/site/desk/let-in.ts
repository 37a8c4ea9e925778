/** Whoever has proved who they are is let in: a session, its cookie, and a line in the log. */
import type { Context } from 'hono';
import { type AuditEntry, coarseNetwork } from '../../owner/audit.ts';
import type { Passkey } from '../../owner/passkey.ts';
import type { Person } from '../../owner/person.ts';
import { everyNewsletter } from '../../owner/rights.ts';
import { hashOfCookie, openSession, readSessionCookie } from '../../owner/session.ts';
import { clientAddress } from '../visitor.ts';
import { keepSession, sessionCookie } from './cookies.ts';
import type { Desk } from './desk.ts';
import { homePathOf, newslettersOf } from './home-page.ts';

/** The ways in, as the log calls them. */
export const waysIn = ['/in', '/in/passkey'] as const;
/** One of them. */
type WayIn = (typeof waysIn)[number];

const agentCharsMax = 200;

/** The browser that asks, as far as it tells. */
export function agentOf(c: Context): string {
  return (c.req.header('user-agent') ?? '').slice(0, agentCharsMax);
}

/** Opens a session for somebody in this browser, and goes to their first page. */
export async function letIn(
  c: Context,
  { deps }: Desk,
  person: Person,
  way: WayIn,
  passkey?: Passkey,
): Promise<Response> {
  const entry = entryOf(c, deps, { personId: person.id, way, passkey });
  await deps.audit.begin(entry);
  const { from = '' } = entry;
  const { session, cookie } = openSession(person, { from, agent: agentOf(c) }, deps);
  await deps.sessions.open(session);
  // Whoever proves anew who they are leaves no second session behind.
  const before = readSessionCookie(sessionCookie(c));
  if (before !== undefined) {
    await deps.sessions.end({ personId: before.personId, hash: hashOfCookie(before) });
  }
  await deps.audit.end(entry, { outcome: 'done' });
  keepSession(c, cookie);
  // Where /desk would lead: a new account's site takes two requests at once, and a third was refused.
  return c.redirect(homePathOf(newslettersOf(person, await deps.newsletters())), 303);
}

/** Notes that a passkey of somebody was shown, and did not let in. */
export async function noteRefused(c: Context, { deps }: Desk, passkey: Passkey): Promise<void> {
  const entry = entryOf(c, deps, { personId: passkey.personId, way: '/in/passkey', passkey });
  await deps.audit.end(entry, { outcome: 'refused' });
}

function entryOf(
  c: Context,
  { randomId, now }: Desk['deps'],
  { personId, way, passkey }: Entering,
): AuditEntry {
  return {
    ...{
      id: randomId(),
      newsletterId: everyNewsletter,
      at: now(),
      personId,
      via: 'desk',
      act: way,
    },
    ...(passkey === undefined ? {} : { object: `passkey ${passkey.name}` }),
    from: coarseNetwork(clientAddress(c)),
  };
}

interface Entering {
  readonly personId: string;
  readonly way: WayIn;
  readonly passkey: Passkey | undefined;
}
