/** What the pages of the desk are put together from: forms, buttons, tables, banners. */
import type { Context } from 'hono';
import { html } from 'hono/html';
import type { Html } from '../page.ts';
import type { Visit } from './desk.ts';

/** The field of a form by which it is known to come from the desk. */
export const formTokenField = 'form-token';

/** How a button of an act looks, and what goes along with it. */
export interface ActLook {
  readonly kind?: 'first' | 'second' | 'danger';
  /** What it is about, for who hears it away from its place. */
  readonly about?: string;
  readonly values?: Readonly<Record<string, string>>;
  /** Why it cannot be pressed; it is shown all the same, with its reason. */
  readonly refusedFor?: string | undefined;
}

/** A form of one button. */
export function actButton(visit: Visit, action: string, label: string, look: ActLook = {}): Html {
  const { kind = 'second', about, values = {}, refusedFor } = look;
  const name = about === undefined ? '' : html` aria-label="${label}: ${about}"`;
  const refused = refusedFor === undefined ? '' : html` disabled title="${refusedFor}"`;
  const fields = Object.entries(values).map(
    ([field, value]) => html`<input type="hidden" name="${field}" value="${value}">`,
  );
  return html`<form method="post" action="${action}">${formToken(visit)}${fields}<button class="small ${kind}"${name}${refused}>${label}</button></form>`;
}

/** A form of fields, with its button below. */
export function actForm(
  visit: Visit,
  action: string,
  fields: Html,
  label: string,
  look: Pick<ActLook, 'kind'> = {},
): Html {
  return html`<form method="post" action="${action}">${formToken(visit)}${fields}<button class="${look.kind ?? 'first'}">${label}</button></form>`;
}

/** What proves that a form comes from the desk. */
export function formToken({ formToken: token }: Visit): Html {
  return html`<input type="hidden" name="${formTokenField}" value="${token}">`;
}

/** A column of a table. */
export interface Column<Row> {
  readonly label: string;
  readonly cell: (row: Row) => Html | string;
  /** Numbers stand below each other. */
  readonly isFigure?: true;
  /** Its buttons say themselves what they are for. */
  readonly isAct?: true;
}

/** A table; on a phone each row is a block, and each cell names its column. */
export function rowTable<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  caption?: string,
): Html {
  const [first, ...others] = columns;
  if (first === undefined) return html``;
  const head = columns.map(
    ({ label, isFigure }) =>
      html`<th scope="col"${isFigure ? html` class="figure"` : ''}>${label}</th>`,
  );
  const body = rows.map(
    (row) =>
      html`<tr><th scope="row" dir="auto">${first.cell(row)}</th>${others.map(
        ({ label, cell, isFigure, isAct }) =>
          html`<td${label === '' || isAct ? '' : html` data-label="${label}"`}${isFigure ? html` class="figure"` : ''}>${cell(row)}</td>`,
      )}</tr>`,
  );
  return html`<table class="rows">${caption === undefined ? '' : html`<caption>${caption}</caption>`}<thead><tr>${head}</tr></thead><tbody>${body}</tbody></table>`;
}

/** Facts by name; nothing where there are none. */
export function factList(facts: readonly (readonly [name: string, value: Html | string])[]): Html {
  if (facts.length === 0) return html``;
  return html`<dl class="facts">${facts.map(([name, value]) => html`<dt>${name}</dt><dd dir="auto">${value}</dd>`)}</dl>`;
}

/** A labelled field of one line. */
export function textField(field: {
  readonly name: string;
  readonly label: string;
  readonly value?: string;
  readonly type?: 'text' | 'email' | 'url' | 'search' | 'number' | 'date' | 'datetime-local';
  readonly hint?: string;
  readonly isRequired?: true;
}): Html {
  const { name, label, value = '', type = 'text', hint, isRequired } = field;
  const described = hint === undefined ? '' : html` aria-describedby="${name}-hint"`;
  return html`<div class="field"><label for="${name}">${label}</label><input id="${name}" name="${name}" type="${type}" value="${value}"${described}${isRequired ? html` required` : ''} dir="auto">${hint === undefined ? '' : html`<p class="hint" id="${name}-hint">${hint}</p>`}</div>`;
}

/** A labelled list of which one is chosen. */
export function choiceField(field: {
  readonly name: string;
  readonly label: string;
  readonly options: readonly (readonly [value: string, label: string])[];
  readonly value: string;
  /** Where several fields have one name. */
  readonly id?: string;
}): Html {
  const { name, label, options, value, id = name } = field;
  return html`<div class="field"><label for="${id}">${label}</label><select id="${id}" name="${name}">${options.map(
    ([one, text]) =>
      html`<option value="${one}"${one === value ? html` selected` : ''}>${text}</option>`,
  )}</select></div>`;
}

/** A sentence in which what stands between backticks is a command. */
export function withCommands(sentence: string): Html {
  const parts = sentence.split('`');
  return html`${parts.map((part, n) => (n % 2 === 0 ? part : html`<code dir="ltr">${part}</code>`))}`;
}

/** What was said of an act, at the top of the page that follows it. */
export function saidBanner(c: Context, words: Readonly<Record<string, string>>): Html | '' {
  const said = c.req.query('said') ?? '';
  const text = Object.hasOwn(words, said) ? words[said] : undefined;
  return text === undefined || text === '' ? '' : html`<p class="banner" role="status">${text}</p>`;
}

/** Goes to a page after an act; `said` names a sentence there. */
export function goTo(c: Context, path: string, said?: string): Response {
  return c.redirect(said === undefined ? path : `${path}?said=${encodeURIComponent(said)}`, 303);
}
