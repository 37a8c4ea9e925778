/**
 * Readers looked for at the desk: by the beginning of their address, how they stand, and when they came
 * or went. What is looked for, and the place where a page ends, are posted: an address does not belong
 * into an address bar.
 */
import type { Context } from 'hono';
import { html } from 'hono/html';
import { instantOf, readDay } from '../../config/calendar.ts';
import { recordKeptMs } from '../../config/retention.ts';
import { dayMs } from '../../config/time.ts';
import { parseAddress } from '../../subscriber/address.ts';
import type { SearchedReader } from '../../subscriber/moved-readers.ts';
import { type ReaderState, readerStates } from '../../subscriber/reader-state.ts';
import { type SearchedReaders, searchReaders } from '../../subscriber/search-readers.ts';
import type { Found } from '../../subscriber/sign-up.ts';
import type { Html } from '../page.ts';
import { type Form, readForm } from '../visitor.ts';
import { type Desk, deskPath, type NewsletterVisit } from './desk.ts';
import { deskPage } from './frame.ts';
import { shortMoment } from './moment.ts';
import {
  actButton,
  actForm,
  choiceField,
  goTo,
  rowTable,
  textField,
  withCommands,
} from './parts.ts';
import type { ReadersUses } from './readers-uses.ts';
import { readersWords } from './readers-words.ts';
import { type SearchWords, searchWords } from './search-words.ts';

/** Who loads the answer again by its address finds the form. */
export async function toReaders(c: Context, { newsletter }: NewsletterVisit): Promise<Response> {
  return goTo(c, deskPath(newsletter.id, '/readers'));
}

/** What was typed and chosen, as the form has it. */
interface Asked {
  readonly address: string;
  readonly state: string;
  readonly from: string;
  readonly to: string;
}

const fieldNames = ['address', 'state', 'from', 'to'] as const satisfies readonly (keyof Asked)[];
const askedNothing: Asked = { address: '', state: '', from: '', to: '' };

function askedIn(form: Form): Asked {
  const [address = '', state = '', from = '', to = ''] = fieldNames.map((name) => form.text(name));
  return { address, state, from, to };
}

/** The form that asks for readers. */
export function searchForm(visit: NewsletterVisit, asked: Asked = askedNothing): Html {
  const words = searchWords[visit.language.tongue];
  const states = readerStates.map((state) => [state, words.states[state]] as const);
  const address = textField({
    ...{ name: 'address', label: words.address, value: asked.address, type: 'search' },
    hint: words.addressHint,
  });
  const state = choiceField({
    ...{ name: 'state', label: words.state, value: asked.state },
    options: [['', words.anyState], ...states],
  });
  const day = (name: 'from' | 'to') =>
    textField({ name, label: words[name], value: asked[name], type: 'date' });
  const fields = html`<div class="columns">${address}${state}</div><div class="columns">${day('from')}${day('to')}</div>`;
  return actForm(visit, pathOf(visit), fields, words.button);
}

const pathOf = ({ newsletter }: NewsletterVisit) => deskPath(newsletter.id, '/readers/find');

const latelyShown = 10;

/** Who came or went last, twice as many looked up as some have moved on since; and the way to all of them. */
export async function latelyPart(
  visit: NewsletterVisit,
  { readers }: Pick<ReadersUses, 'readers'>,
): Promise<Html> {
  const words = searchWords[visit.language.tongue];
  const { newsletter, now } = visit;
  const enough = latelyShown * 2;
  const input = { newsletterId: newsletter.id, beginning: '', enough, now };
  const found = await searchReaders(input, readers.search);
  const shown = found.kind === 'found' ? found.readers.slice(0, latelyShown) : [];
  const list =
    shown.length === 0
      ? html`<p>${words.latelyNone}</p>`
      : html`${readersTable(shown, visit, words)}<div class="acts">${actButton(visit, pathOf(visit), words.latelyMore)}</div>`;
  return html`<section><h2>${words.lately}</h2>${list}</section>`;
}

function readersTable(
  readers: readonly SearchedReader[],
  { language, newsletter }: NewsletterVisit,
  words: SearchWords,
): Html {
  const { columns } = words;
  const look = { confirmed: ' good', suppressed: ' bad' } as const;
  const lookOf = (state: ReaderState) => (state in look ? look[state as keyof typeof look] : '');
  return rowTable<SearchedReader>(
    [
      {
        label: columns.reader,
        cell: ({ reader: { id, address } }) =>
          html`<a href="${deskPath(newsletter.id, `/r/${id}`)}">${address}</a>`,
      },
      {
        label: columns.state,
        cell: ({ state }) => html`<span class="tag${lookOf(state)}">${words.states[state]}</span>`,
      },
      {
        label: columns.at,
        cell: ({ at }) =>
          at === undefined ? words.unknownWhen : shortMoment(at, newsletter.zone, language),
      },
    ],
    readers,
  );
}

/** What was asked, and who was found. */
export async function postFind(
  c: Context,
  visit: NewsletterVisit,
  { deps }: Desk<ReadersUses>,
): Promise<Response> {
  const form = await readForm(c);
  const asked = askedIn(form);
  const after = form.text('after') === '' ? undefined : form.text('after');
  const named = after === undefined ? await namedReader(asked, visit, deps) : undefined;
  if (named?.subscriber !== undefined) {
    visit.tell({ object: named.subscriber.id });
    return goTo(c, deskPath(visit.newsletter.id, `/r/${named.subscriber.id}`));
  }
  const result =
    named?.suppressed === true
      ? html`<p role="status">${readersWords[visit.language.tongue].said.suppressed}</p>`
      : await searched(asked, after, visit, deps);
  return await showFound(c, visit, asked, result);
}

/** Whom somebody means who typed a whole address and nothing else: found without any index. */
async function namedReader(
  { address: typed, state, from, to }: Asked,
  { newsletter }: NewsletterVisit,
  { readers }: ReadersUses,
): Promise<Found | undefined> {
  const address = parseAddress(typed);
  if (address.kind === 'refused' || `${state}${from}${to}` !== '') return undefined;
  return await readers.one.findByAddress(newsletter.id, address.key);
}

/** The days that were typed, as instants on the newsletter's clock; false: one of them is no day. */
function timesIn({ from, to }: Asked, zone: string) {
  const [first, last] = [from, to].map((text) =>
    text.trim() === '' ? null : readDay(text.trim()),
  );
  if (first === undefined || last === undefined) return false;
  return {
    ...(first === null ? {} : { from: instantOf(first, 0, zone) }),
    ...(last === null ? {} : { to: instantOf(last + 1, 0, zone) }),
  };
}

async function searched(
  asked: Asked,
  after: string | undefined,
  visit: NewsletterVisit,
  { readers }: ReadersUses,
): Promise<Html> {
  const { newsletter, now, language } = visit;
  const words = searchWords[language.tongue];
  const times = timesIn(asked, newsletter.zone);
  if (times === false) return html`<p role="status">${words.noDate}</p>`;
  const beginning = asked.address.trim();
  const state = readerStates.find((one) => one === asked.state);
  const input = { newsletterId: newsletter.id, beginning, state, ...times, after, now };
  return foundPart(await searchReaders(input, readers.search), asked, visit, words);
}

function foundPart(
  found: SearchedReaders,
  asked: Asked,
  visit: NewsletterVisit,
  words: SearchWords,
): Html {
  if (found.kind === 'too-short') return html`<p role="status">${words.tooShort}</p>`;
  if (found.kind === 'no-index') return html`<p role="status">${words.noIndex}</p>`;
  const { readers, next, by, isComplete } = found;
  const days = recordKeptMs / dayMs;
  const order = by === 'moves' ? visit.language.say(words.byMoves, { days }) : words.byAddress;
  const none = next === undefined ? words.nobody : words.notYet;
  const list =
    readers.length === 0 ? html`<p role="status">${none}</p>` : readersTable(readers, visit, words);
  const values = next === undefined ? undefined : { ...asked, after: next };
  return html`<p>${order}</p>${isComplete ? '' : html`<p>${withCommands(words.incomplete)}</p>`}${list}${
    values === undefined
      ? ''
      : html`<div class="acts">${actButton(visit, pathOf(visit), words.more, { values })}</div>`
  }`;
}

async function showFound(
  c: Context,
  visit: NewsletterVisit,
  asked: Asked,
  result: Html,
): Promise<Response> {
  const { newsletter, language } = visit;
  const words = searchWords[language.tongue];
  const back = readersWords[language.tongue].title;
  const main = html`<p><a href="${deskPath(newsletter.id, '/readers')}">${back}</a></p>
<h1>${words.found}</h1>${result}
<section class="card"><h2>${words.title}</h2>${searchForm(visit, asked)}</section>`;
  return await deskPage(c, visit, { title: words.found, main, newsletter, page: 'readers' });
}
