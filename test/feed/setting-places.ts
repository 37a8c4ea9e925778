/** Every place that has to know what an owner can set for a feed, each as a check of one setting. */
import assert from 'node:assert/strict';
import * as v from 'valibot';
import { applyPlan } from '../../functions/edition/setup/apply.ts';
import { feedOfOpml, opmlOfFeed } from '../../functions/edition/setup/opml-feed.ts';
import { prepare } from '../../functions/edition/setup/prepare.ts';
import { writtenOf } from '../../functions/edition/setup/standing.ts';
import { readWanted } from '../../functions/edition/setup/wanted.ts';
import { readSettings, settingChanges, settingNames } from '../../functions/feed/each-setting.ts';
import type { Feed } from '../../functions/feed/feed.ts';
import { addFeed } from '../../functions/feed/keep/add.ts';
import { newFeed } from '../../functions/feed/new-feed.ts';
import { readOpml, writeOpml } from '../../functions/feed/read/opml.ts';
import {
  type FeedSettingName,
  type FeedSettings,
  feedSettings,
} from '../../functions/feed/settings.ts';
import { openTable } from '../../functions/store/client.ts';
import { feedStore } from '../../functions/store/feeds.ts';
import { UsageError } from '../../infra/cli/errors.ts';
import { settingsIn } from '../../infra/cli/feed-options.ts';
import { feedFacts } from '../../infra/cli/feed-text.ts';
import { add } from '../../infra/cli/feeds-add.ts';
import { set } from '../../infra/cli/feeds-set.ts';
import { freshText } from '../../infra/cli/file/rewrite.ts';
import { schemaText } from '../../infra/cli/file/schema.ts';
import { readText } from '../../infra/cli/file/yaml-text.ts';
import { startTableEngine } from '../../infra/local/table.ts';
import { newsletter } from '../site/stage.ts';
import { failingPlaces, type Places } from '../support/failing-places.ts';
import { createTable, useAnyCredentials } from '../support/table.ts';
import { rss } from './support.ts';

/** One thing that an owner says: `every`, and what they write for it, `60`. */
export interface Said {
  readonly name: FeedSettingName;
  readonly text: string;
}

const place = { newsletterId: 'harbour', sectionId: 'ships', addedAt: 42 };
const url = 'https://t.example/';

const settingsOfText = ({ name, text }: Said): FeedSettings =>
  readSettings((setting) => (setting === feedSettings[name] ? text : undefined));

const feedOf = (said: Said): Feed =>
  newFeed({ ...place, url, siteUrl: undefined, backlogItems: 0 }, settingsOfText(said));

export const places: Places<Said> = {
  'it reads what is written': ({ name, text }) => {
    assert.ok(settingNames.includes(name));
    const read = settingsOfText({ name, text });
    assert.deepEqual(Object.keys(read), [name]);
    const { write }: { write(value: unknown): string } = feedSettings[name];
    assert.equal(write(read[name]), text);
  },
  'the row holds it': (said) => {
    const { ofRow, fields } = feedSettings[said.name];
    const feed = feedOf(said);
    assert.ok(v.is(fields, feed));
    assert.deepEqual(ofRow(feed), settingsOfText(said)[said.name]);
  },
  'feeds add takes it': async (said) => {
    const { option } = feedSettings[said.name];
    if (option === undefined) return;
    assert.equal(add.options[option.name]?.help, option.help);
    const settings = settingsIn({ [option.name]: said.text });
    const added = await addFeed(
      { ...place, url, settings: { title: 'T', ...settings } },
      {
        get: async () => ({ kind: 'body', bytes: Buffer.from(rss('')), url, validators: {} }),
        createFeed: async () => 'added',
        now: () => place.addedAt,
      },
    );
    assert.ok(added.kind === 'added');
    assert.deepEqual(settingsIn({ [option.name]: said.text }), settingsOfText(said));
    assert.deepEqual(
      feedSettings[said.name].ofRow(added.feed),
      feedSettings[said.name].ofRow(feedOf(said)),
    );
  },
  'feeds set takes it': (said) => {
    const { option, ofRow } = feedSettings[said.name];
    if (option === undefined) return;
    assert.equal(set.options[option.name]?.help, option.help);
    const before = newFeed({ ...place, url, siteUrl: undefined, backlogItems: 0 }, {});
    const after = {
      ...before,
      ...settingChanges(settingsIn({ [option.name]: said.text })),
    } as Feed;
    assert.deepEqual(ofRow(after), ofRow(feedOf(said)));
  },
  'what none offers is refused by name': ({ name }) => {
    const { option, read } = feedSettings[name];
    const text = '\u0000';
    if (option === undefined || read(text) !== undefined) return;
    assert.throws(
      () => settingsIn({ [option.name]: text }),
      (error) => error instanceof UsageError && error.message.startsWith(`--${option.name} is `),
    );
  },
  'feeds show says it': (said) => {
    const { fact } = feedSettings[said.name];
    if (fact === undefined) return;
    const feed = feedOf(said);
    const lines = feedFacts(feed, newsletter, 200);
    const { text }: { text(row: Feed): string | undefined } = fact;
    const line = lines.find((one) => one.startsWith(fact.label));
    assert.ok(line?.includes(text(feed) ?? 'nothing'), line);
  },
  'OPML carries it out and in': (said) => {
    const feed = feedOf(said);
    const file = writeOpml('Feeds', [opmlOfFeed(feed, newsletter.sections)]);
    const read = readOpml(file);
    assert.ok(read.kind === 'feeds');
    const [back] = read.feeds;
    assert.ok(back !== undefined && file.includes(`="${said.text}"`));
    assert.deepEqual(feedOfOpml(back, place), feed);
  },
  'the file says it, and what it says is applied': async (said) => {
    const [{ id: sectionId } = { id: '' }] = newsletter.sections;
    const own = { ...feedOf(said), newsletterId: newsletter.id, sectionId };
    const gate = { filters: new Map() };
    const text = freshText(writtenOf({ newsletter, gate, feeds: [own] }), '');
    assert.ok(text.includes(said.text), text);
    assert.ok(
      said.name in
        JSON.parse(schemaText()).properties.sections.anyOf[0].items.properties.feeds.anyOf[0].items
          .properties,
    );
    const read = readText(text);
    assert.ok(read.kind === 'read');
    const reading = readWanted(read.value, []);
    assert.ok(reading.kind === 'wanted', JSON.stringify(reading));
    const bare = { ...feedOf({ name: 'title', text: '' }), newsletterId: newsletter.id, sectionId };
    const standing = { newsletter, gate, feeds: [bare] };
    const comparing = { wanted: reading.wanted, standing, pulled: undefined, prunes: false };
    const planning = prepare(comparing, { domain: undefined, now: 1 });
    assert.ok(planning.kind === 'plan');
    let row: object = bare;
    const nobody = () => assert.fail('Nothing else is to be written.');
    await applyPlan(planning.plan, {
      replace: nobody,
      changeGate: nobody,
      addFeed: nobody,
      removeFeed: nobody,
      changeFeed: async (_, changes) => {
        row = { ...row, ...changes };
      },
      now: () => 1,
    });
    const { ofRow } = feedSettings[said.name];
    assert.deepEqual(ofRow(row as Feed), ofRow(own));
  },
  'the table keeps it, new and changed': async (said) => {
    const engine = await startTableEngine();
    useAnyCredentials();
    await createTable(engine.endpoint, 'Test-settings');
    const table = openTable('Test-settings', { endpoint: engine.endpoint });
    try {
      const { create, load, change } = feedStore(table);
      const feed = feedOf(said);
      await create(feed, '30#0');
      const key = { newsletterId: feed.newsletterId, feedId: feed.id };
      assert.deepEqual(await load(key), feed);
      const plain = newFeed({ ...place, url: `${url}2`, siteUrl: undefined, backlogItems: 0 }, {});
      await create(plain, '30#0');
      const plainKey = { ...key, feedId: plain.id };
      await change(plainKey, settingChanges(settingsOfText(said)));
      const changed = await load(plainKey);
      assert.deepEqual({ ...changed, url, id: feed.id }, feed);
    } finally {
      table.client.destroy();
      await engine.stop();
    }
  },
};

/** The places that do not know the setting. */
export function placesWithout(said: Said): Promise<string[]> {
  return failingPlaces(places, said);
}
