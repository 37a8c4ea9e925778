/** The gate, for programs: how long items wait, and what feeds and sections are kept from bringing. */
import * as v from 'valibot';
import { filtersMax, filterText, filterWritten, readWrittenFilter } from '../../../feed/filter.ts';
import type { NewsletterGate } from '../../../feed/gate/gate-rules.ts';
import { tryFilters } from '../../../feed/gate/try-filters.ts';
import { approvalText, readApproval, readSettle, settleText } from '../../../feed/gate-settings.ts';
import { type FilterPlace, filtersOfFeed, filtersOfSection } from '../filter-places.ts';
import { changeGate } from '../gate-form.ts';
import { notedText } from '../noted.ts';
import {
  type Answer,
  type ApiDesk,
  type ApiRoute,
  type Asked,
  type NewsletterCall,
  ofNewsletter,
  ok,
} from './api.ts';
import { withFeed } from './feeds.ts';
import { refuse } from './problems.ts';

const tag = 'Gate';

/** How long a feed must have left an item alone. */
export const Settle = v.pipe(
  v.string(),
  v.check((said) => readSettle(said) !== undefined, 'It is off, 15, 30 or 180.'),
  v.description('How long a feed must have left an item alone: off, or 15, 30 or 180 minutes'),
);
/** Whether the owner's word is waited for. */
export const ApprovalWord = v.pipe(
  v.string(),
  v.check((said) => readApproval(said) !== undefined, 'It is off, or such as 24h-release.'),
  v.description('Whether your word is waited for: off, or such as 24h-release or 72h-drop'),
);

const GateAnswer = v.pipe(
  v.strictObject({ settle: v.string(), approval: v.string() }),
  v.metadata({ ref: 'Gate' }),
);
const WantedGate = v.strictObject({ settle: Settle, approval: ApprovalWord });

const FilterWord = v.pipe(
  v.string(),
  v.check((said) => readWrittenFilter(said) !== undefined, 'It is no filter.'),
  v.description('Such as “drop category=Sponsored” or “keep words=harbour”'),
);
const Filters = v.strictObject({ filters: v.pipe(v.array(FilterWord), v.maxLength(filtersMax)) });
const TriedAnswer = v.strictObject({
  items: v.array(
    v.strictObject({
      title: v.string(),
      keptOutBy: v.optional(v.pipe(v.string(), v.description('Absent where it would go'))),
    }),
  ),
});

const gate = {
  200: { means: 'What holds for all feeds that say nothing else', schema: GateAnswer },
};

type Place = (
  call: NewsletterCall,
  asked: Pick<Asked<undefined, undefined>, 'params'>,
  desk: ApiDesk,
  use: (place: FilterPlace) => Promise<Answer>,
) => Promise<Answer>;

const ofFeed: Place = (call, asked, desk, use) =>
  withFeed(call, asked, desk, (feed) => use(filtersOfFeed(feed, desk.deps)));

const ofSection: Place = async (call, { params }, desk, use) => {
  const place = await filtersOfSection(params.section ?? '', call, desk.deps);
  return place === undefined ? refuse('missing') : use(place);
};

const filtersAnswer = (place: Pick<FilterPlace, 'filters'>) =>
  ok({ filters: place.filters.map(filterWritten) });

const filterRoutes = (path: string, name: 'Feed' | 'Section', withPlace: Place) => {
  const answers = { 200: { means: 'All of its filters', schema: Filters } };
  const whose = name === 'Feed' ? 'a feed' : 'a section, for all of its feeds';
  return [
    ofNewsletter({
      ...{ method: 'get', path, name: `list${name}Filters`, tag, right: 'look', answers },
      summary: `The filters of ${whose}`,
      answer: (call, asked, desk) =>
        withPlace(call, asked, desk, async (place) => filtersAnswer(place)),
    }),
    ofNewsletter({
      ...{ method: 'post', path, name: `set${name}Filters`, tag, right: 'curate', answers },
      summary: `Set the filters of ${whose}`,
      details: 'They take the place of those that are there.',
      body: Filters,
      answer: (call, asked, desk) =>
        withPlace(call, asked, desk, async (place) => {
          const filters = asked.body.filters.flatMap((one) => readWrittenFilter(one) ?? []);
          const told = (all: FilterPlace['filters']) =>
            all.map(filterText).join(', ').slice(0, 500);
          call.tell({ object: place.id, before: told(place.filters), after: told(filters) });
          await place.save(filters);
          return filtersAnswer({ filters });
        }),
    }),
    ofNewsletter({
      ...{ method: 'post', path: `${path}/try`, name: `try${name}Filters`, tag, right: 'curate' },
      summary: `Try filters on what ${name === 'Feed' ? 'a feed' : 'a section'} brought of late`,
      details: 'Nothing is changed.',
      body: Filters,
      answers: { 200: { means: 'The items, and which would be kept out', schema: TriedAnswer } },
      answer: (call, asked, desk) =>
        withPlace(call, asked, desk, async (place) => {
          const filters = asked.body.filters.flatMap((one) => readWrittenFilter(one) ?? []);
          const tried = await tryFilters(await place.items(), filters);
          const items = tried.map(({ item, keptOut }) => ({
            title: item.title || item.link || '',
            ...(keptOut === undefined ? {} : { keptOutBy: notedText(keptOut, call.language) }),
          }));
          return ok({ items });
        }),
    }),
  ];
};

/** The routes. */
export const gateRoutes: readonly ApiRoute[] = [
  ofNewsletter({
    ...{ method: 'get', path: '/gate', name: 'getGate', tag, right: 'look', answers: gate },
    summary: 'How long items wait at the gate before they go',
    answer: async ({ newsletter }, _, { deps }) =>
      gateAnswer(await deps.gateSettings.load(newsletter.id)),
  }),
  ofNewsletter({
    ...{ method: 'post', path: '/gate', name: 'changeGate', tag, right: 'settings', answers: gate },
    summary: 'Set how long items wait at the gate, for all feeds that say nothing else',
    body: WantedGate,
    answer: async (call, { body }, { deps }) => {
      const settleMinutes = readSettle(body.settle) ?? 0;
      const approval = readApproval(body.approval) ?? 'off';
      call.tell(await changeGate(call, { settleMinutes, approval }, deps));
      return gateAnswer(await deps.gateSettings.load(call.newsletter.id));
    },
  }),
  ...filterRoutes('/feeds/:feed/filters', 'Feed', ofFeed),
  ...filterRoutes('/sections/:section/filters', 'Section', ofSection),
];

function gateAnswer({ settleMinutes = 0, approval }: NewsletterGate): Answer {
  return ok({ settle: settleText(settleMinutes), approval: approvalText(approval ?? 'off') });
}
