/**
 * Every place that has to know a cadence, each as a check of one. `made-up-cadence.ts` imports this
 * after it has added one to the table: a place with a list of its own does not know that one.
 */
import assert from 'node:assert/strict';
import * as v from 'valibot';
import {
  type Cadence,
  cadences,
  cadencesWith,
  cadenceTable,
  dayFields,
  fieldsOf,
  lookBackMs,
} from '../../functions/config/cadence.ts';
import { chosen, exampleOf, isTimed, ScheduleSchema } from '../../functions/config/schedule.ts';
import { nextDue } from '../../functions/edition/due.ts';
import { languages } from '../../functions/edition/languages.ts';
import { choiceNames, readChoices, typedOf } from '../../functions/site/choices.ts';
import { choiceFields } from '../../functions/site/fields.ts';
import { fieldName, pageLanguageOf, scheduleSentence } from '../../functions/site/page-language.ts';
import { style } from '../../functions/site/style.ts';
import {
  ownHeading,
  ownReader,
  readerCells,
} from '../../functions/subscriber/list/export-format.ts';
import {
  checkNewsletter,
  newsletterOptions,
  withOptions,
} from '../../infra/cli/newsletter-options.ts';
import { readSchedule, scheduleForms, scheduleText } from '../../infra/cli/schedule-text.ts';
import { filledIn, newsletter, stage, stageWithReader } from '../site/stage.ts';
import { failingPlaces, type Places } from '../support/failing-places.ts';

const zone = 'Asia/Tokyo';

export const places: Places<Cadence> = {
  'the check of a schedule wants its fields': (cadence) => {
    assert.ok(v.is(ScheduleSchema, exampleOf(cadence, zone)));
    for (const field of fieldsOf(cadence)) {
      const { [field]: _, ...without }: Record<string, unknown> = exampleOf(cadence, zone);
      assert.ok(!v.is(ScheduleSchema, without), field);
    }
  },
  'it falls due, and an edition looks back on all since the last one': (cadence) => {
    const schedule = exampleOf(cadence, 'UTC');
    let at = Date.parse('2026-01-01T00:00Z');
    if (!isTimed(schedule)) return assert.equal(nextDue(schedule, at), undefined);
    at = nextDue(schedule, at) ?? 0;
    for (let n = 0; n < 30; n++) {
      const next = nextDue(schedule, at) ?? 0;
      assert.ok(next > at && next - at <= lookBackMs(cadence), new Date(next).toISOString());
      at = next;
    }
  },
  'the owner writes it as it is shown': (cadence) => {
    const schedule = exampleOf(cadence, zone);
    assert.deepEqual(readSchedule(scheduleText(schedule), 'UTC'), schedule);
    assert.ok(scheduleForms.includes(`"${scheduleText(schedule, zone)}"`), scheduleForms);
  },
  'the owner offers it': (cadence) => {
    assert.ok(newsletterOptions.cadence.help.includes(cadence));
    const values = { cadence: [cadence], default: scheduleText(exampleOf(cadence, zone)) };
    const changed = checkNewsletter(withOptions(newsletter, values), undefined);
    assert.deepEqual([changed.cadences, changed.defaultSchedule.cadence], [[cadence], cadence]);
  },
  'a form shows its fields, and reads them': (cadence) => {
    const schedule = exampleOf(cadence, zone);
    const typed = typedOf({ schedule, sections: 'all' }, newsletter);
    const pageLanguage = pageLanguageOf('en');
    const fields = { newsletter, typed, faults: new Set<never>(), isFresh: false };
    const form = String(choiceFields({ ...fields, cadences }, pageLanguage));
    assert.match(form, new RegExp(`name="cadence" value="${cadence}" checked`));
    for (const field of fieldsOf(cadence)) {
      const value = chosen(schedule, field) ?? Number.NaN;
      assert.match(form, new RegExp(`<select[^>]* name="${field}"`));
      assert.match(form, new RegExp(`selected>${fieldName(field, value, pageLanguage)}`));
    }
    const read = readChoices(typed, newsletter, [cadence]);
    assert.deepEqual(read, { kind: 'ok', choices: { schedule, sections: 'all' } });
  },
  'the form hides what it does not ask for, and nothing else': (cadence) => {
    for (const field of dayFields) {
      const rule = new RegExp(`:not\\(:has\\(([^.]*)\\)\\) \\.${field}\\b`).exec(style)?.[1] ?? '';
      const isShown = rule.includes(`[value=${cadence}]`);
      assert.equal(isShown, cadencesWith(field).includes(cadence), `${field}: ${rule}`);
    }
    const untimed = /form:has\(([^.]*)\) \.timed/.exec(style)?.[1] ?? '';
    assert.equal(untimed.includes(`[value=${cadence}]`), cadenceTable[cadence].isInstant);
  },
  'the proof of work takes its fields along': (cadence) => {
    for (const field of fieldsOf(cadence)) assert.ok(choiceNames.includes(field), field);
  },
  'a reader signs up with it, by the form and by a program': async (cadence) => {
    const schedule = exampleOf(cadence, zone);
    const { sections: _, ...typed } = typedOf({ schedule, sections: 'all' }, newsletter);
    const byForm = stage();
    await byForm.post('/n/harbour/subscribe', { ...filledIn, ...typed });
    assert.deepEqual(byForm.readers.only().schedule, schedule);
    const byProgram = stage();
    const { address, token } = filledIn;
    const answer = await byProgram.app.request('/api/n/harbour/subscribe', {
      method: 'POST',
      body: JSON.stringify({ address, token, ...schedule }),
      headers: { 'content-type': 'application/json' },
    });
    assert.equal(answer.status, 200, await answer.text());
    assert.deepEqual(byProgram.readers.only().schedule, schedule);
  },
  'a reader changes to it': async (cadence) => {
    const schedule = exampleOf(cadence, zone);
    const { sections, ...typed } = typedOf({ schedule, sections: 'all' }, newsletter);
    const on = await stageWithReader();
    await on.post(on.path('preferences'), { ...typed, sections, pause: '' });
    assert.deepEqual(on.readers.only().schedule, schedule);
    const shown = await (await on.get(on.path('preferences'))).text();
    assert.match(shown, new RegExp(`value="${cadence}" checked`));
  },
  'an export carries it': async (cadence) => {
    const schedule = exampleOf(cadence, zone);
    const reader = { ...(await stageWithReader()).readers.only(), schedule };
    const back = ownReader(ownHeading, newsletter)(readerCells(reader, undefined));
    assert.deepEqual('subscriber' in back && back.subscriber.schedule, schedule);
  },
  'every language has words for it': (cadence) => {
    const schedule = exampleOf(cadence, zone);
    for (const language of languages) {
      const pageLanguage = pageLanguageOf(language);
      const sentence = scheduleSentence(schedule, pageLanguage);
      for (const field of fieldsOf(cadence)) {
        const value = fieldName(field, chosen(schedule, field) ?? Number.NaN, pageLanguage);
        assert.ok(sentence.includes(value), `${language}: ${sentence} does not say ${value}`);
      }
      assert.doesNotMatch(sentence, /[{}]|undefined/, language);
      assert.ok(
        pageLanguage.words.choices.cadences[cadence],
        `${language} has no name for ${cadence}`,
      );
    }
  },
};

/** The places that do not know this cadence. */
export function placesWithout(cadence: Cadence): Promise<string[]> {
  return failingPlaces(places, cadence);
}
