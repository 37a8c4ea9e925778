/** The fields of a form: each with its label, its value and what is wrong with it beside it. */
import { html } from 'hono/html';
import { cadences as allCadences } from '../config/schedule.ts';
import type { Newsletter } from '../edition/newsletter.ts';
import type { ChoiceFault, TypedChoices } from './choices.ts';
import type { Html } from './page.ts';
import { hourName, type Voice, weekdayName, zoneName } from './page-language.ts';

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
export function choiceFields(fields: ChoiceFields, voice: Voice): Html {
  return html`${cadenceField(fields, voice)}${dayFields(fields, voice)}
<div class="pair timed">${hourField(fields, voice)}${zoneField(fields, voice)}</div>
${sectionsField(fields, voice)}`;
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

function cadenceField({ cadences, typed, faults }: ChoiceFields, voice: Voice): Html {
  const { choices, errors } = voice.words;
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

function dayFields({ cadences, typed, faults }: ChoiceFields, voice: Voice): Html {
  const { choices } = voice.words;
  const isWrong = faults.has('day');
  const weekdays = firstTo(1, 7).map((day) => [day, weekdayName(Number(day), voice)] as const);
  const weekday = { name: 'weekday', label: choices.weekday, options: weekdays };
  const days = firstTo(1, 31).map((day) => [day, day] as const);
  const monthday = { name: 'monthday', label: choices.monthday, options: days };
  const weekly = cadences.includes('weekly')
    ? select(
        { ...weekday, value: typed.weekday, className: 'weekly', isWrong },
        voice.words.errors.day,
      )
    : '';
  const monthly = cadences.includes('monthly')
    ? select(
        {
          ...monthday,
          value: typed.monthday,
          className: 'monthly',
          isWrong,
          hint: choices.monthdayHint,
        },
        voice.words.errors.day,
      )
    : '';
  return html`${weekly}${monthly}`;
}

function hourField({ typed, faults }: ChoiceFields, voice: Voice): Html {
  const options = firstTo(0, 23).map((hour) => [hour, hourName(Number(hour), voice)] as const);
  const { choices, errors } = voice.words;
  const isWrong = faults.has('hour');
  return select(
    { name: 'hour', label: choices.hour, options, value: typed.hour, isWrong },
    errors.hour,
  );
}

const zones = [...new Set(['UTC', ...Intl.supportedValuesOf('timeZone')])];

function zoneField({ typed, faults, isFresh }: ChoiceFields, voice: Voice): Html {
  const isWrong = faults.has('zone');
  const known =
    zones.includes(typed.zone) || typed.zone === '' || isWrong ? zones : [...zones, typed.zone];
  const { choices, errors } = voice.words;
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

function sectionsField({ newsletter, typed, faults }: ChoiceFields, voice: Voice): Html | '' {
  if (newsletter.sections.length === 1) return '';
  const { choices, errors } = voice.words;
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
