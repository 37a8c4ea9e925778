/** The fields in which somebody states where the consent of a list comes from, and what its columns are about. */
import { html } from 'hono/html';
import type { Statement } from '../../subscriber/import/statement.ts';
import type { ReadStatement, TypedStatement } from '../../subscriber/import/typed-statement.ts';
import { columnMeanings } from '../../subscriber/list/column-words.ts';
import { consentMeanings } from '../../subscriber/list/consent-cell.ts';
import type { ToldColumn } from '../../subscriber/list/told-columns.ts';
import type { Html } from '../page.ts';
import type { Form } from '../visitor.ts';
import type { ImportSaying } from './import-says.ts';
import { choiceField, textField } from './parts.ts';

type Faults = Extract<ReadStatement, { kind: 'refused' }>['faults'];

/** What a form of a statement shows. */
export interface StatementLook {
  readonly typed: TypedStatement;
  readonly faults: Faults;
}

/** Nothing is typed yet. */
export const unstated: StatementLook = {
  typed: { source: '', since: '', wording: '', columns: [], isAllSubscribed: false },
  faults: [],
};

/** The form of a statement that stands. */
export function statedBefore(statement: Statement | undefined): StatementLook {
  const { proof, columns = [], isAllSubscribed = false } = statement ?? {};
  const { source = '', since = '', wording = '' } = proof ?? {};
  return { typed: { source, since, wording, columns, isAllSubscribed }, faults: [] };
}

/** What was typed into the fields. */
export function typedIn(form: Form): TypedStatement {
  const [source, since, wording] = ['source', 'since', 'wording'].map((name) => form.text(name));
  const headings = form.list('heading');
  const meanings = form.list('meaning');
  return {
    source: source ?? '',
    since: since ?? '',
    wording: wording ?? '',
    columns: headings.flatMap((heading, n) => {
      const meaning = meanings[n] ?? '';
      return meaning === '' ? [] : [[heading, meaning] as const];
    }),
    isAllSubscribed: form.text('all-subscribed') !== '',
  };
}

/** What is wrong with what was typed. */
export function faultsPart(faults: Faults, { words }: ImportSaying): Html | '' {
  if (faults.length === 0) return '';
  const texts = faults.map((fault) => words.faults[fault]);
  return html`<div class="banner bad" role="alert"><ul>${texts.map((text) => html`<li>${text}</li>`)}</ul></div>`;
}

/** The fields of a statement, in a group of their own. */
export function statementFields({ typed }: StatementLook, { words }: ImportSaying): Html {
  const { consent } = words;
  const { source, since, wording, isAllSubscribed } = typed;
  return html`<fieldset><legend>${consent.title}</legend><p>${consent.lead}</p>
${textField({ name: 'source', label: consent.source, value: source, hint: consent.sourceHint })}
${textField({ name: 'since', label: consent.since, value: since })}
${textField({ name: 'wording', label: consent.wording, value: wording, hint: consent.wordingHint })}
<label><input type="checkbox" name="all-subscribed" value="yes"${isAllSubscribed ? html` checked` : ''}> ${consent.allSubscribed}</label></fieldset>`;
}

/** A page has room for so many choices. */
const choicesMax = 30;
/** The look shortens longer headings: what is shown of one names no column. */
const headingCharsMax = 99;

/** A choice for each column that does not say by itself what of consent it is about. */
export function columnFields(
  columns: readonly ToldColumn[],
  { typed }: StatementLook,
  { words, language }: ImportSaying,
): Html {
  const told = new Map(typed.columns);
  const isOpen = ({ heading, readAs }: ToldColumn) =>
    heading.trim() !== '' &&
    heading.length <= headingCharsMax &&
    (told.has(heading) || !consentMeanings.some((one) => one === readAs));
  const offered = columns
    .filter(isOpen)
    .toSorted((a, b) => Number(isUnclear(b)) - Number(isUnclear(a)))
    .slice(0, choicesMax);
  const options = [
    ['', words.look.asIs] as const,
    ...columnMeanings.map((meaning) => [meaning, words.meanings[meaning]] as const),
  ];
  return html`<div class="columns">${offered.map(
    ({ heading }, n) =>
      html`<div><input type="hidden" name="heading" value="${heading}">${choiceField({
        name: 'meaning',
        id: `meaning-${n}`,
        label: language.say(words.look.about, { heading }),
        options,
        value: told.get(heading) ?? '',
      })}</div>`,
  )}</div>`;
}

function isUnclear({ readAs }: ToldColumn): boolean {
  return readAs === 'not-understood';
}
