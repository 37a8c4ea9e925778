/** The fields of a form: each with its label, its value and what is wrong with it beside it. */
import { html } from 'hono/html';
import {
  cadences as allCadences,
  cadencesWith,
  dayFields,
  fieldTable,
  type ScheduleField,
} from '../config/cadence.ts';
import type { Newsletter } from '../edition/newsletter.ts';
import { zoneName } from '../edition/schedule-names.ts';
import { type ChoiceFault, faultOfField, type TypedChoices } from './choices.ts';
import type { Html } from './page.ts';
import { fieldName, type PageLanguage } from './page-language.ts';

/** How the fields of a choice are shown. */
export interface ChoiceFields {
  readonly newsletter: Newsletter;
  readonly cadences: readonly string[];
  readonly typed: TypedChoices;
  readonly faults: ReadonlySet<ChoiceFault>;
  /** A fresh form: the browser may put its own time zone in. */
  readonly isFresh: boolean;
}

const firstTo = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => String(from + i));

/** Cadence, day, hour, zone and sections. */
export function choiceFields(fields: ChoiceFields, pageLanguage: PageLanguage): Html {
  const days = dayFields.filter((field) =>
    cadencesWith(field).some((cadence) => fields.cadences.includes(cadence)),
  );
  return html`${cadenceField(fields, pageLanguage)}${days.map((field) => numberField(field, fields, pageLanguage))}
<div class="pair timed">${numberField('hour', fields, pageLanguage)}${zoneField(fields, pageLanguage)}</div>
${sectionsField(fields, pageLanguage)}`;
}

/** What is wrong with a field, for the eye and, by its id, for a screen reader. */
export function faultLine(id: string, text: string | undefined): Html | '' {
  return text === undefined ? '' : html`<p class="fault" id="${id}">${text}</p>`;
}

/** The attributes that tie a control to its fault. */
export function faultAttributes(id: string, isWrong: boolean): Html | '' {
  return isWrong ? html` aria-invalid="true" aria-describedby="${id}"` : '';
}

/** A group cannot be invalid itself (WAI-ARIA 1.2), only described. */
function describedBy(id: string, isWrong: boolean): Html | '' {
  return isWrong ? html` aria-describedby="${id}"` : '';
}

function cadenceField({ cadences, typed, faults }: ChoiceFields, pageLanguage: PageLanguage): Html {
  const { choices, errors } = pageLanguage.words;
  const shown = allCadences.filter((cadence) => cadences.includes(cadence));
  const [only] = shown;
  if (shown.length === 1 && only !== undefined) {
    return html`<input type="hidden" name="cadence" value="${only}">`;
  }
  return html`<fieldset${describedBy('cadence-fault', faults.has('cadence'))}>
<legend>${choices.cadence}</legend>
${shown.map((cadence) => choice('radio', 'cadence', cadence, choices.cadences[cadence], cadence === typed.cadence))}
${faultLine('cadence-fault', faults.has('cadence') ? errors.cadence : undefined)}
</fieldset>`;
}

/** The field of one number of a schedule, shown while a cadence is chosen that has it. */
function numberField(
  name: ScheduleField,
  { typed, faults }: ChoiceFields,
  pageLanguage: PageLanguage,
): Html {
  const { from, to } = fieldTable[name];
  const { choices, errors } = pageLanguage.words;
  const hints: Partial<Record<ScheduleField, string>> = choices.hints;
  const fault = faultOfField[name];
  const options = firstTo(from, to).map((value) => {
    return [value, fieldName(name, Number(value), pageLanguage)] as const;
  });
  const field = { name, label: choices[name], options, value: typed[name], className: name };
  const hint = hints[name];
  const isWrong = faults.has(fault);
  return select({ ...field, isWrong, ...(hint && { hint }) }, errors[fault]);
}

const zones = [...new Set(['UTC', ...Intl.supportedValuesOf('timeZone')])];

function zoneField({ typed, faults, isFresh }: ChoiceFields, pageLanguage: PageLanguage): Html {
  const isWrong = faults.has('zone');
  const known =
    zones.includes(typed.zone) || typed.zone === '' || isWrong ? zones : [...zones, typed.zone];
  const { choices, errors } = pageLanguage.words;
  return select(
    {
      name: 'zone',
      label: choices.zone,
      options: known.map((zone) => [zone, zoneName(zone)] as const),
      value: typed.zone,
      isWrong,
      isGuessed: isFresh,
    },
    errors.zone,
  );
}

function sectionsField(
  { newsletter, typed, faults }: ChoiceFields,
  pageLanguage: PageLanguage,
): Html | '' {
  if (newsletter.sections.length === 1) return '';
  const { choices, errors } = pageLanguage.words;
  const isWrong = faults.has('sections');
  return html`<fieldset${describedBy('sections-fault', isWrong)}>
<legend>${choices.sections}</legend>
${newsletter.sections.map(({ id, name }) => choice('checkbox', 'sections', id, name, typed.sections.includes(id)))}
${faultLine('sections-fault', isWrong ? errors.sections : undefined)}
</fieldset>`;
}

function choice(
  type: 'radio' | 'checkbox',
  name: string,
  value: string,
  label: string,
  isChosen: boolean,
): Html {
  return html`<label class="choice"><input type="${type}" name="${name}" value="${value}"${isChosen ? html` checked` : ''}><span dir="auto">${label}</span></label>`;
}

interface Select {
  readonly name: string;
  readonly label: string;
  readonly options: readonly (readonly [value: string, label: string])[];
  readonly value: string;
  readonly isWrong: boolean;
  readonly className?: string;
  readonly hint?: string;
  readonly isGuessed?: boolean;
}

function select(field: Select, fault: string): Html {
  const { name, label, options, value, isWrong, className = '', hint, isGuessed } = field;
  return html`<div class="field ${className}"><label for="${name}">${label}</label>
<select id="${name}" name="${name}"${isGuessed ? html` data-guess` : ''}${faultAttributes(`${name}-fault`, isWrong)}>
${options.map((option) => optionOf(option, value))}</select>
${hint === undefined ? '' : html`<p class="hint">${hint}</p>`}${faultLine(`${name}-fault`, isWrong ? fault : undefined)}</div>`;
}

/** The value is left away where it is the label: 400 zones are a part of every form. */
function optionOf([value, label]: readonly [string, string], chosen: string): Html {
  return html`<option${value === label ? '' : html` value="${value}"`}${value === chosen ? html` selected` : ''}>${label}`;
}
