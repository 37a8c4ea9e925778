/** Every place of the file that has to know a field of a newsletter, each as a check of one. */
import assert from 'node:assert/strict';
import { prepare } from '../../../functions/edition/setup/prepare.ts';
import { writtenOf } from '../../../functions/edition/setup/standing.ts';
import { readWanted } from '../../../functions/edition/setup/wanted.ts';
import { freshText } from '../../../infra/cli/file/rewrite.ts';
import { schemaText } from '../../../infra/cli/file/schema.ts';
import { readText } from '../../../infra/cli/file/yaml-text.ts';
import { failingPlaces, type Places } from '../../support/failing-places.ts';
import { newsletter } from '../../support/newsletter.ts';

/** A field, and what an owner may say in it. */
export interface Said {
  readonly name: string;
  readonly value: unknown;
}

const gate = { filters: new Map() };

const places: Places<Said> = {
  'pull writes it': ({ name, value }) => {
    const file = writtenOf({ newsletter: { ...newsletter(), [name]: value }, gate, feeds: [] });
    assert.deepEqual((file as Record<string, unknown>)[name], value);
  },
  'plan finds it, and apply would write it': ({ name, value }) => {
    const standing = { newsletter: newsletter(), gate, feeds: [] };
    const read = readText(freshText({ version: 1, id: 'paper', [name]: value }, ''));
    assert.ok(read.kind === 'read');
    const reading = readWanted(read.value, []);
    assert.ok(reading.kind === 'wanted', JSON.stringify(reading));
    const comparing = { wanted: reading.wanted, standing, pulled: undefined, prunes: false };
    const planning = prepare(comparing, { domain: undefined, now: 1 });
    assert.ok(planning.kind === 'plan');
    assert.ok(planning.plan.changes.every(({ key }) => key.split('.')[0] === name));
    assert.notEqual(planning.plan.changes.length, 0);
    assert.deepEqual((planning.plan.next as unknown as Record<string, unknown>)[name], value);
  },
  'what none offers is refused at its place': ({ name }) => {
    const reading = readWanted({ version: 1, id: 'paper', [name]: { no: 'such' } }, []);
    assert.ok(reading.kind === 'wrong');
    assert.deepEqual(reading.mistakes[0]?.path[0], name);
  },
  'editors know it': ({ name }) => {
    assert.ok(name in JSON.parse(schemaText()).properties);
  },
};

/** The places that do not know the field. */
export function placesWithout(said: Said): Promise<string[]> {
  return failingPlaces(places, said);
}
