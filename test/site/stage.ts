/** A site on a map of readers, with one newsletter or several, as the pages' tests need it. */
import { cadences } from '../../functions/config/cadence.ts';
import type { Newsletter } from '../../functions/edition/newsletter.ts';
import type { AppDeps } from '../../functions/site/app.ts';
import { createSite } from '../../functions/site/app.ts';
import { formToken } from '../../functions/subscriber/admit.ts';
import {
  type Link,
  type LinkPurpose,
  preferencesLink,
  signLink,
} from '../../functions/subscriber/links.ts';
import type { Subscriber } from '../../functions/subscriber/subscriber.ts';
import { keys, monday, readersOnAMap } from '../subscriber/readers.ts';

export const siteUrl = 'https://news.example.com';

export const newsletter: Newsletter = {
  id: 'harbour',
  name: 'Harbour & Hinterland',
  description: 'What moves in the port, and what it means inland.',
  language: 'en',
  zone: 'Europe/Berlin',
  sender: { name: 'The Harbour Desk', address: 'desk@example.com' },
  postalAddress: '1 Quay Street, 20457 Hamburg, Germany',
  sections: [
    { id: 'ships', name: 'Ships' },
    { id: 'rail', name: 'Rail <and> road' },
  ],
  cadences: [...cadences],
  defaultSchedule: { cadence: 'daily', hour: 7, zone: 'Europe/Berlin' },
  itemsMax: 20,
  excerptChars: 300,
  images: true,
  createdAt: monday,
};

/** Nothing is due on the map. */
const noDeciding: AppDeps['readers']['deciding'] = {
  calls: {
    load: async () => undefined,
    list: async () => [],
    open: async (call) => call,
    decide: async (call) => call,
  },
  editions: async () => [],
  hold: async (edition) => edition,
  archive: { cursor: async () => undefined, withhold: async () => {} },
  saveMark: async () => {},
  now: () => monday,
};

export function stage(
  newsletters: readonly Newsletter[] = [newsletter],
  url = siteUrl,
  region?: string,
) {
  const readers = readersOnAMap();
  const gate = gateOnAList();
  const errors: unknown[] = [];
  const deps: AppDeps = {
    readers: { ...readers, deciding: noDeciding, gate: gate.deps },
    newsletters: async () => newsletters,
    newsletter: async (id) => newsletters.find((one) => one.id === id),
    archive: { list: async () => [], page: async () => undefined },
    hubs: { answer: async () => undefined, ping: async () => 'unknown' },
    reportError: (error) => {
      errors.push(error);
    },
  };
  const app = createSite(deps, { siteUrl: url, region });
  const tokenFor = (purpose: LinkPurpose, reader: Subscriber) =>
    signLink(linkFor(purpose, reader), readers.keys);
  return {
    app,
    deps,
    gate,
    readers,
    errors,
    get: async (path: string, headers: Record<string, string> = {}) =>
      await app.request(path, { headers }, fromAddress('192.0.2.7')),
    post: async (path: string, fields: Fields = {}, headers: Record<string, string> = {}) =>
      await app.request(
        path,
        { method: 'POST', body: formOf(fields), headers },
        fromAddress('192.0.2.7'),
      ),
    path: (purpose: LinkPurpose) => `/${purpose}/${tokenFor(purpose, readers.only())}`,
    /** The preferences by a link that was mailed to the reader alone just now. */
    freshPath: () =>
      `/preferences/${signLink(preferencesLink(readers.only(), readers.now()), readers.keys)}`,
  };
}

/** The gate of one feed, as a list of titles. */
function gateOnAList() {
  const waiting: string[] = [];
  const said: object[] = [];
  const deps: AppDeps['readers']['gate'] = {
    show: async ({ feedId }) =>
      feedId === 'gone' ? undefined : { feed: 'The <Gazette>', titles: waiting, upTo: 17 },
    decide: async (one) => {
      said.push(one);
      return waiting.splice(0).length;
    },
  };
  return { waiting, said, deps };
}

export type Stage = ReturnType<typeof stage>;
export type Fields = Record<string, string | readonly string[]>;

export const filledIn: Fields = {
  address: 'Ann@example.com',
  cadence: 'weekly',
  weekday: '5',
  monthday: '1',
  hour: '18',
  zone: 'Asia/Tokyo',
  sections: ['ships'],
  topic: '',
  // As if the form had been open for a minute.
  token: formToken('harbour', keys, monday - 60_000),
};

function linkFor(purpose: LinkPurpose, reader: Subscriber): Link {
  const { id: subscriberId, confirmation, addressChange, formerAddress, consent } = reader;
  switch (purpose) {
    case 'confirm':
    case 'address':
    case 'back': {
      const asked = { confirm: confirmation, address: addressChange, back: formerAddress }[purpose];
      const confirmationId = asked?.id ?? 'none';
      return { purpose, subscriberId, confirmationId, issuedAt: asked?.at ?? 0 };
    }
    case 'restore':
      return { purpose, subscriberId, issuedAt: consent.withdrawnAt ?? 0 };
    case 'preferences':
      return preferencesLink(reader);
    case 'unsubscribe':
      return { purpose, subscriberId };
  }
}

/** A stage with one confirmed reader. */
export async function stageWithReader(
  fields: Fields = filledIn,
  newsletters: readonly Newsletter[] = [newsletter],
): Promise<Stage> {
  const on = stage(newsletters);
  await on.post('/n/harbour/subscribe', fields);
  await on.post(on.path('confirm'));
  return on;
}

function formOf(fields: Fields): URLSearchParams {
  const entries = Object.entries(fields).flatMap(([name, values]) =>
    [values].flat().map((value): [string, string] => [name, String(value)]),
  );
  return new URLSearchParams(entries);
}

/** What the gateway tells about the client (payload format 2.0). */
function fromAddress(sourceIp: string) {
  return { requestContext: { http: { sourceIp } } };
}
