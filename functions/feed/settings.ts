/**
 * What an owner can set for a feed. This record is all that says so: the options of `feeds add` and
 * `feeds set`, what `feeds show` says, the attributes in OPML and fields of the row derive from it.
 */
import * as v from 'valibot';
import {
  ApprovalChoiceSchema,
  approvalText,
  readApproval,
  readSettle,
  settleChoices,
  settleText,
} from './gate-settings.ts';
import { intervalsMinutes } from './intervals.ts';
import { setting } from './setting-rules.ts';

/** Whether the article page is fetched for its text: as told by the owner, or when it is missing. */
const fullTextWords = {
  never: 'as the feed gives it',
  always: 'always from the page',
  auto: 'from the page where the feed cuts it short',
} as const;
const fullTexts = [
  'never',
  'always',
  'auto',
] as const satisfies readonly (keyof typeof fullTextWords)[];

const states = ['active', 'stopped'] as const;
const minutesUnset = 30;

/** How often it is polled, and whether at all. */
const pollFields = v.object({
  /** Minutes between two polls. */
  intervalMinutes: v.number(),
  /** What the owner chose; without it the interval follows the feed's habit. */
  chosenMinutes: v.exactOptional(v.number()),
  /** `stopped` after 410 Gone or by the owner: no longer polled. */
  state: v.picklist(states),
});

/** What an owner can set for a feed, with all that any place needs to know of each. */
export const feedSettings = {
  title: setting({
    read: (text) => text.trim(),
    write: (title) => title,
    offered: 'a text',
    option: { name: 'title', value: 'TEXT', help: 'what it is called (its own title)' },
    attribute: undefined,
    fields: v.object({ title: v.string() }),
    unset: { title: '' },
    toRow: (title) => ({ title }),
    ofRow: ({ title }) => title || undefined,
    fact: { label: 'Title', text: ({ title }) => title || undefined },
  }),
  fullText: setting({
    read: (text) => fullTexts.find((one) => one === text),
    write: (when) => when,
    offered: 'never, always or auto',
    option: {
      name: 'full-text',
      value: 'WHEN',
      help: 'whether articles are read from their pages: never, always, auto (auto)',
    },
    attribute: 'fullText',
    fields: v.object({ fullText: v.picklist(fullTexts) }),
    unset: { fullText: 'auto' },
    toRow: (fullText) => ({ fullText }),
    ofRow: ({ fullText }) => fullText,
    fact: { label: 'Full text', text: ({ fullText }) => fullTextWords[fullText] },
  }),
  every: setting({
    read: (text) =>
      text === 'auto' ? text : intervalsMinutes.find((minutes) => String(minutes) === text),
    write: String,
    offered: `one of ${intervalsMinutes.join(', ')} minutes or auto`,
    option: {
      name: 'every',
      value: 'MINUTES',
      help: `how often it is asked: ${intervalsMinutes.join(', ')} or auto, by its habit (auto)`,
    },
    attribute: 'everyMinutes',
    fields: pollFields,
    unset: { intervalMinutes: minutesUnset },
    toRow: (every) =>
      every === 'auto'
        ? { chosenMinutes: undefined }
        : { chosenMinutes: every, intervalMinutes: every },
    ofRow: ({ chosenMinutes }) => intervalsMinutes.find((minutes) => minutes === chosenMinutes),
    fact: {
      label: 'Polled',
      text: ({ state, intervalMinutes }) =>
        state === 'active' ? `every ${intervalMinutes} minutes` : 'never',
    },
  }),
  settle: setting({
    read: readSettle,
    write: settleText,
    offered: 'off, 15, 30 or 180 minutes',
    option: {
      name: 'settle',
      value: 'MINUTES',
      help: 'so long the feed must have left an item unchanged before it goes: off, 15, 30, 180 (off)',
    },
    attribute: 'settleMinutes',
    fields: v.object({ settleMinutes: v.exactOptional(v.number()) }),
    unset: {},
    toRow: (settleMinutes) => ({ settleMinutes }),
    ofRow: ({ settleMinutes }) => settleChoices.find((minutes) => minutes === settleMinutes),
    fact: {
      label: 'Settles',
      text: ({ settleMinutes }) => {
        if (settleMinutes === undefined) return 'as the newsletter says';
        if (settleMinutes === 0) return 'off: an item goes as it is found';
        return `for ${settleMinutes} minutes without a change: out by the last poll before an edition`;
      },
    },
  }),
  approval: setting({
    read: readApproval,
    write: approvalText,
    offered: 'off, or hours and what happens then, such as 24h-release or 72h-drop',
    option: {
      name: 'approval',
      value: 'WHEN',
      help: 'waits for your word on each item: off, or such as 24h-release, 72h-drop (off)',
    },
    attribute: 'approval',
    fields: v.object({ approval: v.exactOptional(ApprovalChoiceSchema) }),
    unset: {},
    toRow: (approval) => ({ approval }),
    ofRow: ({ approval }) => approval,
    fact: {
      label: 'Approval',
      text: ({ approval }) => {
        if (approval === undefined) return 'as the newsletter says';
        if (approval === 'off') return 'off';
        const then = approval.otherwise === 'release' ? 'goes by itself' : 'is left out';
        return `waits ${approval.hours} hours for your word, then ${then}`;
      },
    },
  }),
  state: setting({
    read: (text) => states.find((one) => one === text),
    write: (state) => state,
    offered: 'active or stopped',
    option: undefined,
    attribute: 'state',
    fields: pollFields,
    unset: { state: 'active' },
    toRow: (state) => ({ state }),
    ofRow: ({ state }) => (state === 'active' ? undefined : state),
    fact: undefined,
  }),
} as const;

type Table = typeof feedSettings;
/** The name of a setting. */
export type FeedSettingName = keyof Table;

/** What was said of how a feed is to be watched. */
export type FeedSettings = {
  readonly [Name in FeedSettingName]?: NonNullable<ReturnType<Table[Name]['read']>>;
};

type Both<Union> = (Union extends unknown ? (one: Union) => void : never) extends (
  all: infer All,
) => void
  ? All
  : never;
type RowFields = Both<v.InferOutput<Table[FeedSettingName]['fields']>>;

/** The fields of a feed's row that hold its settings. */
export type SettingFields = { readonly [Field in keyof RowFields]: RowFields[Field] };
