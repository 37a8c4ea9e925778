/** Random newsletters with their feeds, put into a table, and random edits of their files. */
import fc from 'fast-check';
import * as v from 'valibot';
import { cadences } from '../../../functions/config/cadence.ts';
import { exampleOf } from '../../../functions/config/schedule.ts';
import { type Newsletter, NewsletterSchema } from '../../../functions/edition/newsletter.ts';
import { applyPlan } from '../../../functions/edition/setup/apply.ts';
import { type Plan, prepare } from '../../../functions/edition/setup/prepare.ts';
import {
  type Facts,
  factsOf,
  type Standing,
  writtenOf,
} from '../../../functions/edition/setup/standing.ts';
import { readWanted } from '../../../functions/edition/setup/wanted.ts';
import { type Filter, filterFields } from '../../../functions/feed/filter.ts';
import { newFeed } from '../../../functions/feed/new-feed.ts';
import type { FeedSettings } from '../../../functions/feed/settings.ts';
import type { Table } from '../../../functions/store/client.ts';
import { feedStore } from '../../../functions/store/feeds.ts';
import { gateSettingStore } from '../../../functions/store/gate-settings.ts';
import { newsletterStore } from '../../../functions/store/newsletters.ts';
import { applyBook, standingOf } from '../../../infra/cli/file/book.ts';
import { freshText } from '../../../infra/cli/file/rewrite.ts';
import { readText } from '../../../infra/cli/file/yaml-text.ts';

const now = Date.parse('2026-06-01T10:00Z');

const text = (max: number) =>
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: max }).map((one) => {
    const line = one.replace(/[\p{C}\p{Z}]+/gu, ' ').trim();
    return line === '' || line.length > max ? 'Ü: #1' : line;
  });
const maybe = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: undefined });
const address = fc.integer({ min: 1, max: 99 }).map((n) => `news${n}@paper.example`);
const zone = fc.constantFrom('UTC', 'Asia/Tokyo', 'Europe/Lisbon');
const sectionIds = ['news', 'town', 'sea', 'art'];

const filter: fc.Arbitrary<Filter> = fc.record({
  does: fc.constantFrom('keep', 'drop'),
  by: fc.constantFrom(...filterFields),
  value: text(20),
});

const settings: fc.Arbitrary<FeedSettings> = fc.record(
  {
    title: text(20),
    fullText: fc.constantFrom('never', 'always', 'auto'),
    every: fc.constantFrom('auto' as const, 60 as const, 1440 as const),
    settle: fc.constantFrom(0 as const, 15 as const, 180 as const),
    approval: fc.constantFrom('off' as const, { hours: 24, otherwise: 'release' } as const),
    state: fc.constantFrom('active', 'stopped'),
  },
  { requiredKeys: [] },
);

/** A newsletter as an owner may have set it up, by whatever way. */
export const paper = fc.record({
  newsletter: fc
    .record({
      name: text(40),
      description: fc.oneof(fc.constant(''), text(60)),
      language: fc.constantFrom('en', 'de', 'ar', 'zh-Hans'),
      zone,
      sender: fc.record({ name: text(20), address }),
      replyTo: maybe(address),
      ownerAddress: maybe(address),
      postalAddress: text(60),
      sections: fc.uniqueArray(fc.constantFrom(...sectionIds), { minLength: 1 }),
      cadence: fc.constantFrom(...cadences),
      scheduleZone: zone,
      itemsMax: fc.integer({ min: 1, max: 200 }),
      excerptChars: fc.integer({ min: 0, max: 20_000 }),
      images: fc.boolean(),
      archive: maybe(fc.constantFrom('public', 'private')),
      home: maybe(fc.constantFrom('listed', 'hidden')),
      theme: maybe(
        fc.constantFrom(
          { light: { accent: '#8c2f22' } },
          { logo: { url: 'https://p.example/l.png', alt: 'P' }, font: 'serif', footer: 'x: y' },
        ),
      ),
      sending: maybe(fc.constant({ mode: 'veto', lastCallMinutes: 30 })),
      privacy: maybe(fc.constant({ contact: 'me' })),
      embedOrigins: maybe(fc.constantFrom([], ['https://p.example'])),
      letters: maybe(fc.constantFrom([], ['welcome'], ['welcome', 'goodbye'])),
    })
    .map(({ cadence, scheduleZone, sections, ...rest }) =>
      v.parse(NewsletterSchema, {
        ...Object.fromEntries(Object.entries(rest).filter(([, one]) => one !== undefined)),
        id: 'paper',
        createdAt: 7,
        cadences: [...cadences],
        defaultSchedule: exampleOf(cadence, scheduleZone),
        sections: sections.map((id) => ({ id, name: `${id} & more` })),
      }),
    ),
  gate: fc.record({
    settleMinutes: maybe(fc.constantFrom(0, 30)),
    approval: maybe(fc.constant({ hours: 72, otherwise: 'drop' } as const)),
    filters: fc.array(filter, { maxLength: 2 }),
  }),
  feeds: fc.array(
    fc.record({ settings, at: fc.nat(9), filters: fc.array(filter, { maxLength: 2 }) }),
    {
      maxLength: 5,
    },
  ),
});

type Paper = typeof paper extends fc.Arbitrary<infer One> ? One : never;

/** Puts it into the table as the stores do; an archive stands beside the feeds. */
export async function putPaper(table: Table, { newsletter, gate, feeds }: Paper): Promise<void> {
  await newsletterStore(table).save(newsletter);
  const { sections } = newsletter;
  const filters = new Map([[sections[0]?.id ?? '', gate.filters]]);
  await gateSettingStore(table).change('paper', { ...gate, filters });
  const { create } = feedStore(table);
  const place = { newsletterId: 'paper', siteUrl: undefined, addedAt: 3, backlogItems: 0 };
  for (const [n, one] of feeds.entries()) {
    const sectionId = sections[one.at % sections.length]?.id ?? '';
    const feed = newFeed({ ...place, sectionId, url: `https://f${n}.example/` }, one.settings);
    await create({ ...feed, ...(one.filters.length > 0 && { filters: one.filters }) }, '30#1');
  }
  const sectionId = sections[0]?.id ?? '';
  await create(newFeed({ ...place, sectionId, url: 'archive:old' }, { state: 'stopped' }), '30#1');
}

/** A file as a plain value, which edits change. */
export type File = Record<string, unknown> & {
  sections: { id: string; name?: string; filters?: string[]; feeds: Record<string, unknown>[] }[];
};

const edits: Readonly<Record<string, (file: File, n: number) => void>> = {
  rename: (file, n) => void Object.assign(file, { name: `Paper no. ${n}` }),
  schedule: (file, n) =>
    void Object.assign(file, { defaultSchedule: { cadence: 'daily', hour: n } }),
  look: (file, n) =>
    void Object.assign(file, { theme: { dark: { accent: `#ff${n}` } }, images: n > 4 }),
  takeAway: (file, n) => {
    const names = ['replyTo', 'theme', 'privacy', 'letters', 'archive', 'sending', 'gate'];
    file[names[n % names.length] ?? ''] = null;
  },
  silence: (file, n) => {
    const names = Object.keys(file).filter((name) => !['version', 'id', 'sections'].includes(name));
    delete file[names[n % names.length] ?? ''];
  },
  sending: (file) => void Object.assign(file, { sending: { mode: 'approval' } }),
  gate: (file) => void Object.assign(file, { gate: { settle: 180, approval: 'off' } }),
  addSection: (file, n) => {
    if (file.sections.some(({ id }) => id === `new-${n}`)) return;
    file.sections.splice(n % 3, 0, {
      id: `new-${n}`,
      name: 'New',
      filters: [`drop words=a=${n}`],
      feeds: [],
    });
  },
  dropSection: (file, n) => {
    if (file.sections.length > 1) file.sections.splice(n % file.sections.length, 1);
  },
  turnSections: (file) => void file.sections.reverse(),
  nameSection: (file, n) => void Object.assign(file.sections[0] ?? {}, { name: `Section ${n}` }),
  filterSection: (file, n) =>
    void Object.assign(file.sections[0] ?? {}, { filters: n > 4 ? [] : ['keep author=Ada'] }),
  addFeed: (file, n) => {
    const isThere = file.sections.some(({ feeds }) =>
      feeds.some(({ url }) => url === `https://g${n}.example/a`),
    );
    if (!isThere)
      file.sections[0]?.feeds.push({
        url: `https://g${n}.example/a`,
        every: 60,
        filters: ['drop category=x'],
      });
  },
  dropFeed: (file, n) => void file.sections[n % file.sections.length]?.feeds.pop(),
  moveFeed: (file) => {
    const feed = file.sections[0]?.feeds.pop();
    if (feed !== undefined) file.sections.at(-1)?.feeds.unshift(feed);
  },
  setFeed: (file, n) => {
    const said = [
      { every: 'auto' },
      { settle: 15 },
      { approval: null },
      { fullText: 'always' },
      { title: `T${n}` },
    ];
    Object.assign(file.sections[0]?.feeds[0] ?? {}, said[n % said.length]);
  },
  stopFeed: (file) => void Object.assign(file.sections[0]?.feeds[0] ?? {}, { state: 'stopped' }),
  resumeFeed: (file) => void delete file.sections[0]?.feeds[0]?.state,
  filterFeed: (file) => void Object.assign(file.sections[0]?.feeds[0] ?? {}, { filters: null }),
};

/** Some edits, one after the other. */
export const someEdits = fc.array(
  fc.record({ edit: fc.constantFrom(...Object.keys(edits)), n: fc.nat(9) }),
  { minLength: 1, maxLength: 8 },
);

/** The file after these edits. */
export function edited(file: object, all: readonly { edit: string; n: number }[]): File {
  const copy = structuredClone(file) as File;
  for (const { edit, n } of all) edits[edit]?.(copy, n);
  return copy;
}

/** The file of a newsletter beside its table, as the commands handle it. */
export function desk(table: Table) {
  const connection = {
    table,
    prompt: table,
    now: () => now,
    queues: { fetch: { send: async () => {} } },
  } as unknown as Parameters<typeof applyBook>[0];
  return {
    standing: () => standingOf('paper', connection),
    pull: async (): Promise<{ file: object; facts: Facts }> => {
      const standing = await standingOf('paper', connection);
      return {
        file: writtenOf(standing as Standing & { newsletter: Newsletter }),
        facts: factsOf(standing),
      };
    },
    plan: async (file: object, pulled?: Facts, prunes = false): Promise<Plan> => {
      const read = readText(freshText(file, ' A file.'));
      if (read.kind === 'wrong') throw new Error(read.said.join('\n'));
      const reading = readWanted(read.value, []);
      if (reading.kind === 'wrong') throw new Error(JSON.stringify(reading.mistakes));
      const standing = await standingOf('paper', connection);
      const around = { domain: undefined, now };
      const planning = prepare({ wanted: reading.wanted, standing, pulled, prunes }, around);
      if (planning.kind === 'wrong') throw new Error(JSON.stringify(planning.mistakes));
      return planning.plan;
    },
    book: applyBook(connection),
    apply: (plan: Plan) => applyPlan(plan, applyBook(connection)),
  };
}

/** How many calls wrote since this was asked for. */
export function countWrites(table: Table): () => number {
  let writes = 0;
  table.client.middlewareStack.add(
    (next, { commandName = '' }) =>
      (args) => {
        if (!/^(?:Get|Query|BatchGet|Scan)/.test(commandName)) writes += 1;
        return next(args);
      },
    { step: 'initialize', name: `count-${Math.random()}` },
  );
  return () => writes;
}
