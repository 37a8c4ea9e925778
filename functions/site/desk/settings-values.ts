/** Values of the settings, changes of them and what they do, in the words of the desk. */

import * as v from 'valibot';
import { type Schedule, ScheduleSchema } from '../../config/schedule.ts';
import type { Change } from '../../edition/setup/change.ts';
import type { WeighedChange } from '../../edition/setup/effects.ts';
import type { Standing } from '../../edition/setup/standing.ts';
import { auditText } from '../../owner/audit.ts';
import { languageName } from '../page-language.ts';
import { siteWordsFor } from '../words.ts';
import { deskSchedule } from './moment.ts';
import type { SettingsWords } from './settings-words.ts';
import type { DeskLanguage } from './words.ts';

/** The words, and how they are written. */
export interface Wording {
  readonly words: SettingsWords;
  readonly language: DeskLanguage;
}

type Texts = Readonly<Record<string, string>>;

/** A value as people read it. */
export function valueText(key: string, value: unknown, { words, language }: Wording): string {
  const options: Texts = { ...siteWordsFor(language.tongue).choices.cadences, ...words.options };
  if (value === null || value === undefined || value === '') return words.none;
  if (value === true) return words.yes;
  if (value === false) return words.no;
  if (typeof value === 'number') return language.number(value);
  if (Array.isArray(value))
    return value.map((one) => options[String(one)] ?? String(one)).join(', ');
  if (typeof value === 'object') return scheduleText(value, language);
  const text = String(value);
  if (key === 'language') return languageName(text);
  return isChoice(key) ? (options[text] ?? text) : text;
}

const choiceKeys = ['theme.font', 'sending.mode', 'archive', 'home'];
const isChoice = (key: string) => choiceKeys.includes(key);

function scheduleText(value: unknown, language: DeskLanguage): string {
  const checked = v.safeParse(ScheduleSchema, value);
  if (!checked.success) return JSON.stringify(value);
  const schedule: Schedule = checked.output;
  return deskSchedule(schedule, language);
}

/** What a value is called. */
export function labelText(key: string, { words, language }: Wording, standing?: Standing): string {
  const labels: Texts = words.labels;
  const [kind, id = '', part] = key.split('.');
  if (kind === 'sections' && part === 'name') {
    return language.say(words.plan.sectionName, { id: sectionName(id, standing) });
  }
  return labels[key] ?? key;
}

const sectionName = (id: string, standing?: Standing) =>
  standing?.newsletter?.sections.find((one) => one.id === id)?.name ?? id;

/** A change in a sentence. */
export function changeText(change: Change, wording: Wording, standing: Standing): string {
  const { key, from, to, sign } = change;
  const { words, language } = wording;
  const [kind, id = '', part] = key.split('.');
  if (kind === 'feeds') {
    const { title = '', url = id } = standing.feeds.find((feed) => feed.id === id) ?? {};
    const section = sectionName(String(to), standing);
    return language.say(words.plan.feedMoves, { feed: title || url, section });
  }
  if (kind === 'sections' && id !== '' && part === undefined) {
    if (sign === '-') {
      return language.say(words.plan.goneSection, { name: sectionName(id, standing) });
    }
    const name = String((to as { readonly name?: unknown } | null)?.name ?? '');
    return language.say(words.plan.newSection, { name, id });
  }
  const texts = {
    before: orderText(key, from, wording, standing),
    after: orderText(key, to, wording, standing),
  };
  return `${labelText(key, wording, standing)}: ${language.say(words.plan.fromTo, texts)}`;
}

function orderText(key: string, value: unknown, wording: Wording, standing: Standing): string {
  if (key !== 'sections' || !Array.isArray(value)) return valueText(key, value, wording);
  return value.map((id) => sectionName(String(id), standing)).join(', ');
}

/** What a change does, with whom it reaches. */
export function effectText({ effect }: WeighedChange, { words, language }: Wording): string {
  const texts: Texts = words.effects;
  const { kind, readers } = effect;
  const counted = readers === undefined ? words.effects.uncounted : language.number(readers);
  return language.say(texts[kind] ?? words.effects.other, { readers: counted });
}

/** Changes that were made, for the audit trail. */
export function changesTold(changes: readonly Pick<Change, 'key' | 'from' | 'to'>[]) {
  const told = (which: 'from' | 'to') =>
    auditText(changes.map((one) => `${one.key}: ${JSON.stringify(one[which])}`).join('; '));
  return { before: told('from'), after: told('to') };
}
