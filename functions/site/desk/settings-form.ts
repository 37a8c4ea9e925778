/** The fields of the settings as a form shows them, each with what is wrong with it. */
import { html } from 'hono/html';
import { cadences, fieldTable, type ScheduleField, scheduleFields } from '../../config/cadence.ts';
import { scheduleField } from '../../edition/schedule-words.ts';
import type { Marks } from '../../edition/setup/edit.ts';
import type { Mistake } from '../../edition/setup/wanted.ts';
import { zonesNear } from '../../edition/zones.ts';
import type { Html } from '../page.ts';
import { languageName } from '../page-language.ts';
import type { Form } from '../visitor.ts';
import { siteWordsFor } from '../words.ts';
import { notedText } from './noted.ts';
import { languagesWith, type SettingField, shownName } from './settings-fields.ts';
import type { SettingsWords } from './settings-words.ts';
import type { DeskLanguage } from './words.ts';

/** What the fields are shown with. */
export interface FormLook {
  readonly form: Form;
  readonly words: SettingsWords;
  readonly language: DeskLanguage;
  readonly mistakes?: readonly Mistake[];
  /** The domain that mail is sent from, where it is known. */
  readonly domain?: string | undefined;
}

type Texts = Readonly<Record<string, string>>;

/** All of them, in order. */
export function settingFields(fields: readonly SettingField[], look: FormLook): Html {
  return html`${fields.map((field) => settingField(field, look))}`;
}

/** What a form brings back, so that nobody's change is overwritten. */
export function shownFields(keys: Iterable<string>, marks: Marks): Html {
  return html`${[...keys].map((key) => {
    const mark = marks.get(key);
    return mark === undefined
      ? ''
      : html`<input type="hidden" name="${shownName(key)}" value="${mark}">`;
  })}`;
}

/** What is wrong with a value, by its place. */
function faultsOf(key: string, { mistakes = [], language }: FormLook): readonly string[] {
  return mistakes
    .filter(({ path }) => `${path.join('.')}.`.startsWith(`${key}.`) || key === path.join('.'))
    .map(({ message }) => notedText(message, language));
}

function settingField(field: SettingField, look: FormLook): Html {
  const { words, domain = '', language } = look;
  const labels: Texts = words.labels;
  const hints: Texts = words.hints;
  const { key } = field;
  const isHinted = Object.hasOwn(hints, key) && (key !== 'sender.address' || domain !== '');
  const hint = isHinted ? language.say(hints[key] ?? '', { domain }) : undefined;
  const faults = faultsOf(key, look);
  return fieldWith({ key, label: labels[key] ?? key, hint, faults }, field, look);
}

interface Around {
  readonly key: string;
  readonly label: string;
  readonly hint: string | undefined;
  readonly faults: readonly string[];
}

function fieldWith(around: Around, field: SettingField, look: FormLook): Html {
  const { key, label } = around;
  const { form, words, language } = look;
  const options: Texts = words.options;
  switch (field.kind) {
    case 'text':
      return framed(
        around,
        html`<textarea id="${key}" name="${key}" maxlength="${field.charsMax}" dir="auto"${described(around)}>${form.text(key)}</textarea>`,
      );
    case 'lines':
      return framed(
        around,
        html`<textarea id="${key}" name="${key}" dir="ltr"${described(around)}>${form.text(key)}</textarea>`,
      );
    case 'truth': {
      const both = [
        ['yes', words.yes],
        ['no', words.no],
      ] as const;
      return framed(around, choice(around, both, form.text(key)));
    }
    case 'one': {
      const offered = field.offered.map((one) => [one, options[one] ?? one] as const);
      return framed(around, choice(around, offered, form.text(key)));
    }
    case 'language': {
      const all = languagesWith(form.text(key)).map((tag) => [tag, languageName(tag)] as const);
      return framed(around, choice(around, all, form.text(key)));
    }
    case 'zone':
      return framed(around, choice(around, zoneChoices(form.text(key), language), form.text(key)));
    case 'several':
      return several(around, field.offered, look);
    case 'schedule':
      return schedule(around, look);
    default: {
      const type = field.kind === 'line' ? (field.type ?? 'text') : 'text';
      const mode = field.kind === 'number' ? html` inputmode="numeric"` : '';
      const shown = type === 'email' || type === 'url' || field.kind !== 'line' ? 'ltr' : 'auto';
      return framed(
        { ...around, label },
        html`<input id="${key}" name="${key}" type="${type}" value="${form.text(key)}" dir="${shown}"${mode}${described(around)}>`,
      );
    }
  }
}

function framed({ key, label, hint, faults }: Around, input: Html): Html {
  return html`<div class="field"><label for="${key}">${label}</label>${input}${faultLines(key, faults)}${hint === undefined ? '' : html`<p class="hint" id="${key}-hint">${hint}</p>`}</div>`;
}

/** The check speaks English, as the command does. */
function faultLines(key: string, faults: readonly string[]): Html | '' {
  if (faults.length === 0) return '';
  return html`<p class="fault" id="${key}-fault" lang="en" dir="auto">${faults.join(' ')}</p>`;
}

function described({ key, hint, faults }: Around): Html | '' {
  const ids = [
    ...(faults.length > 0 ? [`${key}-fault`] : []),
    ...(hint === undefined ? [] : [`${key}-hint`]),
  ];
  const wrong = faults.length > 0 ? html` aria-invalid="true"` : '';
  return ids.length === 0 ? '' : html` aria-describedby="${ids.join(' ')}"${wrong}`;
}

function choice(
  around: Around,
  options: readonly (readonly [value: string, label: string])[],
  chosen: string,
): Html {
  const { key } = around;
  return html`<select id="${key}" name="${key}"${described(around)}>${options.map(
    ([value, label]) =>
      html`<option value="${value}"${value === chosen ? html` selected` : ''}>${label}</option>`,
  )}</select>`;
}

function zoneChoices(own: string, { tongue }: DeskLanguage) {
  const all = zonesNear(own, tongue).map(({ zone, city }) => [zone, `${city} (${zone})`] as const);
  return all.some(([zone]) => zone === own) ? all : ([[own, own], ...all] as const);
}

function several(around: Around, offered: readonly string[], look: FormLook): Html {
  const { form, words, language } = look;
  const { key, label, hint, faults } = around;
  const known: Texts = { ...siteWordsFor(language.tongue).choices.cadences, ...words.options };
  const boxes = offered.map((one) => {
    const isChosen = form.list(key).includes(one);
    return html`<label class="choice"><input type="checkbox" name="${key}" value="${one}"${isChosen ? html` checked` : ''}> ${known[one] ?? one}</label>`;
  });
  return html`<fieldset><legend>${label}</legend>${boxes}${faultLines(key, faults)}${hint === undefined ? '' : html`<p class="hint">${hint}</p>`}</fieldset>`;
}

function schedule({ key, label, faults }: Around, { form, words, language }: FormLook): Html {
  const site = siteWordsFor(language.tongue).choices;
  const named: Texts = site.cadences;
  const chosen = form.text('cadence');
  const options = cadences.map(
    (one) =>
      html`<label class="choice"><input type="radio" name="cadence" value="${one}"${one === chosen ? html` checked` : ''}> ${named[one]}</label>`,
  );
  const fields = scheduleFields.map((field) => numberField(field, form, language));
  const zone = form.text('schedule-zone');
  const around = { key: 'schedule-zone', label: words.schedule.zone, hint: undefined, faults: [] };
  return html`<fieldset><legend>${label}</legend>${options}${faultLines(key, faults)}</fieldset>
${fields}<div class="timed">${framed(around, choice(around, zoneChoices(zone, language), zone))}</div>`;
}

function numberField(field: ScheduleField, form: Form, { tongue }: DeskLanguage): Html {
  const { from, to, initial } = fieldTable[field];
  const label = siteWordsFor(tongue).choices[field];
  const all = Array.from({ length: to - from + 1 }, (_, n) => String(from + n));
  const options = all.map((one) => [one, scheduleField(field, Number(one), tongue)] as const);
  const around = { key: field, label, hint: undefined, faults: [] };
  const chosen = form.text(field) || String(initial);
  const kind = field === 'hour' ? 'timed' : field;
  return html`<div class="${kind}">${framed(around, choice(around, options, chosen))}</div>`;
}
