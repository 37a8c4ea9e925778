/** The look-first table: what would become of the rows, what needs a decision, how the columns are read. */
import { html } from 'hono/html';
import type { ListLook } from '../../subscriber/import/look.ts';
import type { StoredImport } from '../../subscriber/import/stored-import.ts';
import type { Said, Standing } from '../../subscriber/list/consent-cell.ts';
import type { AmbiguousDate, ToldColumn } from '../../subscriber/list/told-columns.ts';
import { importMailsAnHour } from '../../subscriber/windows.ts';
import type { Html } from '../page.ts';
import { type ImportSaying, importPath, outcomeTable } from './import-says.ts';
import { actForm, rowTable } from './parts.ts';

/** Counts by outcome, and how long asking takes. */
export function wouldPart(stored: StoredImport, saying: ImportSaying): Html {
  const { words } = saying;
  const { foreseen = {} } = stored;
  return html`<section><h2>${words.look.outcomes}</h2>${outcomeTable(foreseen, 'planned', saying)}${pacePart(foreseen.asked ?? 0, saying)}
<p><a href="${importPath(stored, 'rows')}">${words.look.rowsLink}</a></p></section>`;
}

/** How long it takes until everybody is asked. */
export function pacePart(asked: number, { words, language }: ImportSaying): Html | '' {
  if (asked === 0) return '';
  const hours = Math.ceil(asked / importMailsAnHour);
  return html`<p>${language.say(words.look.pace, { mails: importMailsAnHour, hours })}</p>`;
}

/** Whether a proof stands against columns that are not understood. */
function isHindered({ statement }: StoredImport, { notUnderstood }: ListLook): boolean {
  return statement?.proof !== undefined && notUnderstood.length > 0;
}

/** The columns, dates and rows that somebody has to decide about. */
export function decidePart(stored: StoredImport, told: ListLook, saying: ImportSaying): Html {
  const { words, language } = saying;
  const { look } = words;
  const unread = stored.foreseen?.unread ?? 0;
  const columns = told.notUnderstood.join(', ');
  const lines: (Html | string)[] = [
    ...(told.notUnderstood.length === 0
      ? []
      : [language.say(isHindered(stored, told) ? look.notUnderstood : look.aside, { columns })]),
    ...told.ambiguous.map((one) => ambiguousText(one, saying)),
    ...(unread === 0
      ? []
      : [
          html`${language.say(look.unread, { count: unread })} <a href="${importPath(stored, 'rows')}?only=unread">${look.unreadLink}</a>`,
        ]),
  ];
  const list =
    lines.length === 0
      ? html`<p>${look.nothing}</p>`
      : html`<ul>${lines.map((line) => html`<li dir="auto">${line}</li>`)}</ul>`;
  return html`<section><h2>${look.decide}</h2>${list}</section>`;
}

function ambiguousText(
  { heading, cell, readings }: AmbiguousDate,
  { words: { look }, language }: ImportSaying,
): string {
  const [one = look.noDay, two = look.noDay] = readings;
  const days = language.say(look.or, { one, two });
  return language.say(look.ambiguous, { heading, cell, days });
}

/** The word to start it, where nothing stands against it. */
export function startPart(stored: StoredImport, told: ListLook, saying: ImportSaying): Html {
  const { visit, words } = saying;
  const { hash = '' } = stored;
  if (isHindered(stored, told)) return html``;
  const field = html`<input type="hidden" name="hash" value="${hash}">`;
  return html`<section class="card"><h2>${words.look.start}</h2><p>${words.look.startHint}</p>${actForm(visit, importPath(stored, 'start'), field, words.look.start)}</section>`;
}

/** How each column is read, what it says, and three of its cells. */
export function columnsPart({ columns, columnCount }: ListLook, saying: ImportSaying): Html {
  const { words, language } = saying;
  const { look, meanings } = words;
  if (columns.length === 0) return html``;
  const table = rowTable<ToldColumn>(
    [
      { label: look.column, cell: ({ heading }) => heading },
      { label: look.readAs, cell: ({ readAs }) => meanings[readAs] },
      { label: look.says, cell: ({ says }) => saysText(says, saying) },
      { label: look.suchAs, cell: ({ examples }) => examples.join(', ') },
    ],
    columns,
  );
  const more = language.say(look.moreColumns, { count: columns.length });
  return html`<section><h2>${look.columns}</h2>${table}${columns.length < columnCount ? html`<p>${more}</p>` : ''}</section>`;
}

type Says = Readonly<Partial<Record<Said, number>>>;

function saysText(says: Says, { words: { saysWords }, language }: ImportSaying): string {
  return (Object.entries(says) as [Said, number][])
    .map(([said, count]) => `${language.number(count)} ${saysWords[said]}`)
    .join(', ');
}

type Facts = readonly (readonly [name: string, value: Html | string])[];

/** What was stated of the list, and what it says by itself. */
export function lookFacts(
  { statement }: StoredImport,
  told: ListLook | undefined,
  saying: ImportSaying,
): Facts {
  const { words } = saying;
  const { facts } = words;
  const proof: Facts = statement === undefined ? [] : [[facts.proof, proofText(statement, saying)]];
  if (told === undefined) return proof;
  const ofAll = (standing: Standing | undefined): Facts =>
    standing === undefined ? [] : [[facts.ofAll, words.saysWords[standing]]];
  const says = saysText(told.says, saying);
  return [
    [facts.kind, kindText(told.system, saying)],
    ...proof,
    ...(says === '' ? [] : [[facts.says, says] as const]),
    ...ofAll(told.ofAll),
  ];
}

function proofText(
  { proof, isAllSubscribed }: NonNullable<StoredImport['statement']>,
  { words: { facts }, language }: ImportSaying,
): Html {
  const said =
    proof === undefined
      ? [facts.asked]
      : [
          proof.source,
          language.say(facts.since, { since: proof.since }),
          language.say(facts.words, { words: proof.wording }),
        ];
  const lines = [...said, ...(isAllSubscribed ? [facts.allSubscribed] : [])];
  // Each has a direction of its own: people write in any language.
  return html`${lines.map((line) => html`<div dir="auto">${line}</div>`)}`;
}

function kindText(system: string, { words: { kinds }, language }: ImportSaying): string {
  if (system === 'a list') return kinds.list;
  return system === 'a Paperboy' ? kinds.own : language.say(kinds.system, { system });
}
