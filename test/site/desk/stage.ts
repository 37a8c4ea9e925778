/** The desk on a table of the test's own: somebody signed in asks for pages and sends forms. */
import type { TestContext } from 'node:test';
import type { Newsletter } from '../../../functions/edition/newsletter.ts';
import { openByLink } from '../../../functions/feed/gate/by-link.ts';
import { openLook } from '../../../functions/feed/get/look.ts';
import { readFetchMessage } from '../../../functions/feed/schedule/fetch-message.ts';
import type { FetchMessage } from '../../../functions/feed/schedule/poll.ts';
import { type DeadLetterDeps, openDeadLetters } from '../../../functions/mail/dead-letters.ts';
import { openHealth } from '../../../functions/mail/doctor/glance.ts';
import { withDeadLetters } from '../../../functions/mail/doctor/put-aside.ts';
import type { SesLook } from '../../../functions/mail/doctor/ses-account.ts';
import { openSendingSwitch } from '../../../functions/mail/sending-switch.ts';
import { appoint, type Person } from '../../../functions/owner/person.ts';
import { everyNewsletter, type Role } from '../../../functions/owner/rights.ts';
import { openSession } from '../../../functions/owner/session.ts';
import { createDesk } from '../../../functions/site/desk/app.ts';
import type { Table } from '../../../functions/store/client.ts';
import { deskPagesBook } from '../../../functions/store/desk-pages-book.ts';
import { newsletterStore } from '../../../functions/store/newsletters.ts';
import { newsletter } from '../../support/newsletter.ts';
import { testTable } from '../../support/table.ts';

export const siteUrl = 'https://news.example.com';
export const keys = { current: { id: 'k1', secret: 's'.repeat(40) }, older: [] };
export const monday = Date.parse('2026-03-02T09:00:00Z');

/** SES as it should be; what it says otherwise is looked at where its stand-in is there. */
const sesInOrder: SesLook = {
  account: async () => {
    return { kind: 'seen', fact: { isEnabled: true, isSandboxed: false, status: 'HEALTHY' } };
  },
  identities: async (domains) => {
    const known = { isVerified: true, isSigning: true, dkimStatus: 'SUCCESS' };
    return domains.map((domain) => ({ kind: 'seen', fact: { domain, known } }));
  },
};

/** A clock that a test moves. */
interface Clock {
  at: number;
}

/** Somebody's browser. */
export interface DeskVisitor {
  readonly person: Person;
  readonly get: (path: string, headers?: Record<string, string>) => Promise<Response>;
  /** Sends a form as the desk's own pages do, with its token; fields may leave that out. */
  readonly post: (
    path: string,
    fields?: Record<string, string>,
    headers?: Record<string, string>,
  ) => Promise<Response>;
  /** The token that the desk's forms hold. */
  readonly formToken: () => Promise<string>;
  readonly cookie: string;
}

/** What surrounds the desk. */
interface Pages {
  /** Origins of feeds that need not be public. */
  readonly feedOrigins: readonly string[];
  /** The host of the relay that takes our mail in place of SES. */
  readonly relay?: string;
  /** The queues of what was put aside; without them nothing was. */
  readonly putAside?: Pick<DeadLetterDeps, 'boxes' | 'send'>;
}

/** The desk of these newsletters on a table. */
export async function deskOn(
  t: TestContext,
  papers: readonly Newsletter[] = [newsletter()],
  pages: Pages = { feedOrigins: [] },
) {
  const table = await testTable(t);
  const clock: Clock = { at: monday };
  const now = () => clock.at;
  for (const paper of papers) await newsletterStore(table).save(paper);
  return { table, clock, ...deskIn(table, now, pages) };
}

let ids = 0;
const randomId = () => `id-${String(++ids).padStart(30, '0')}`;

function deskIn(table: Table, now: () => number, pages: Pages) {
  const errors: unknown[] = [];
  const queued: string[] = [];
  const { gateLink, pace, kept, ...book } = deskPagesBook(table, table, now);
  const fetched: FetchMessage[] = [];
  const { putAside = { boxes: () => [], send: async () => {} } } = pages;
  const deadLetters = openDeadLetters({ ...putAside, readFetch: readFetchMessage, now });
  const enqueue = async (id: string) => {
    queued.push(id);
  };
  const deps = {
    ...book,
    gateWord: openByLink(gateLink).decide,
    sending: openSendingSwitch(pace),
    enqueueNotice: enqueue,
    feedOrigins: pages.feedOrigins,
    hashKey: async () => 'h'.repeat(40),
    look: openLook({ userAgent: 'test', now, allowedOrigins: pages.feedOrigins }),
    fetches: {
      send: async (messages: readonly FetchMessage[]) => {
        fetched.push(...messages);
      },
    },
    signIns: { ...book.signIns, enqueue },
    deadLetters,
    health: withDeadLetters(
      openHealth(
        kept,
        undefined,
        pages.relay === undefined ? { ses: async () => sesInOrder } : { relay: pages.relay },
      ),
      deadLetters,
    ),
    keys,
    randomId,
    now,
    reportError: (error: unknown) => {
      errors.push(error);
    },
  };
  const app = createDesk(deps, { siteUrl });
  const request = async (path: string, init: RequestInit = {}) =>
    await app.request(`${siteUrl}${path}`, init, fromNetwork);
  const signedIn = async (
    role: Role = 'owner',
    newsletterId: string = everyNewsletter,
  ): Promise<DeskVisitor> => {
    const address = `${randomId()}@desk.example`;
    const appointed = await appoint(
      { address, role, newsletterId },
      { ...book.people, randomId, now },
    );
    if (appointed.kind !== 'appointed') throw new Error(appointed.kind);
    const about = { from: '192.0.2.0/24', agent: 'A browser' };
    const { session, cookie: value } = openSession(appointed.person, about, { randomId, now });
    await book.sessions.open(session);
    return visitorOf(appointed.person, `__Host-desk=${value}`, request);
  };
  return { app, deps, errors, fetched, queued, request, signedIn };
}

/** As API Gateway tells who asks. */
const fromNetwork = { requestContext: { http: { sourceIp: '192.0.2.7' } } };

function visitorOf(
  person: Person,
  cookie: string,
  request: (path: string, init?: RequestInit) => Promise<Response>,
): DeskVisitor {
  const get: DeskVisitor['get'] = (path, headers = {}) =>
    request(path, { headers: { cookie, ...headers } });
  const formToken = async () => {
    const page = await (await get('/desk/account')).text();
    return /name="form-token" value="([^"]+)"/.exec(page)?.[1] ?? '';
  };
  return {
    person,
    cookie,
    get,
    formToken,
    post: async (path, fields = {}, headers = {}) => {
      const body = new URLSearchParams({ 'form-token': await formToken(), ...fields });
      return await request(path, {
        method: 'POST',
        body,
        headers: { cookie, 'sec-fetch-site': 'same-origin', ...headers },
      });
    },
  };
}
