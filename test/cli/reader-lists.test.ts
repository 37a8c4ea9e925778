import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { instantOf, readArrival } from '../../infra/cli/reader-arrival.ts';
import { layoutOf, listSystems, stateOfFile } from '../../infra/cli/reader-lists.ts';
import { importSubscribers } from '../../infra/cli/subscribers-import.ts';
import { newsletter } from '../support/newsletter.ts';

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
const now = Date.parse('2026-11-22T00:00:00Z');
const paper = newsletter({
  zone: 'UTC',
  sections: [
    { id: 'news', name: 'News' },
    { id: 'world', name: 'The World' },
  ],
});

/** What one row under this heading says; a file name may say something about all. */
function read(heading: string, row: string, file = 'list.csv') {
  const layout = layoutOf(heading.split(','));
  assert.ok(layout, heading);
  const terms = { newsletter: paper, layout, stateOfAll: stateOfFile(file), now };
  return { system: layout.system, ...readArrival(row.split(','), terms) };
}

const mailchimp =
  'Email Address,First Name,Last Name,MEMBER_RATING,OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,CONFIRM_IP,' +
  'LATITUDE,LONGITUDE,GMTOFF,DSTOFF,TIMEZONE,CC,REGION,LAST_CHANGED,LEID,EUID,NOTES,TAGS';
const mailchimpLeft =
  'Email Address,First Name,MEMBER_RATING,OPTIN_TIME,CONFIRM_TIME,LEID,EUID,' +
  'UNSUB_TIME,UNSUB_CAMPAIGN_TITLE,UNSUB_CAMPAIGN_ID,UNSUB_REASON,UNSUB_REASON_OTHER';
const substack = 'email,active_subscription,expiry,plan,email_disabled,created_at,first_payment_at';
const ghost =
  'id,email,name,note,subscribed_to_emails,complimentary_plan,stripe_customer_id,created_at,' +
  'deleted_at,labels,tiers';
const buttondown = 'email_address,notes,type,creation_date,tags,unsubscription_date,referrer_url';
const buttondownOld = 'email,subscriber_type,creation_date,tags';
const kit = 'first_name,email,created_at,status,tags';
const kitOld = 'first_name,email_address,state,created_at,tags';
const listmonk = 'uuid,email,name,attributes,status,created_at,updated_at';

const day = Date.parse('2024-01-15T10:00:00Z');

const rows: [system: string, heading: string, row: string, kind: string, facts?: object][] = [
  [
    'Mailchimp',
    mailchimp,
    'a@x.example,A,B,2,2024-01-15 09:00:00,192.0.2.1,2024-01-15 10:00:00,192.0.2.2,,,,,,,,,1,e,,',
    'reader',
    {
      requestedAt: day - 3_600_000,
      requestedFrom: '192.0.2.1',
      confirmedAt: day,
      confirmedFrom: '192.0.2.2',
    },
  ],
  ['Mailchimp', mailchimp, 'a@x.example', 'reader', {}],
  [
    'Mailchimp',
    mailchimpLeft,
    'a@x.example,A,2,,,1,e,2024-01-15 10:00:00,Issue 7,9,NORMAL,',
    'left',
    { state: 'unsubscribed', leftAt: day },
  ],
  [
    'Mailchimp',
    'Email Address,LEID,EUID,CLEAN_TIME,CLEAN_CAMPAIGN_TITLE,CLEAN_CAMPAIGN_ID',
    'a@x.example,1,e,2024-01-15 10:00:00,Issue 7,9',
    'left',
    { state: 'bounced', leftAt: day },
  ],
  [
    'Substack',
    substack,
    'a@x.example,false,,other,false,2024-01-15T10:00:00.000Z,',
    'reader',
    { requestedAt: day },
  ],
  ['Substack', substack, 'a@x.example,true,,yearly,true,2024-01-15,', 'left'],
  [
    'Ghost',
    ghost,
    '1,a@x.example,A,,true,false,,2024-01-15T10:00:00.000Z,,,free',
    'reader',
    { requestedAt: day },
  ],
  ['Ghost', ghost, '1,a@x.example,A,,false,false,,2024-01-15T10:00:00.000Z,,,free', 'left'],
  ['Ghost', ghost, '1,a@x.example,A,,true,false,,,2024-01-15T10:00:00.000Z,,free', 'left'],
  [
    'Buttondown',
    buttondown,
    'a@x.example,,regular,2024-01-15T10:00:00Z,,,',
    'reader',
    { state: 'regular', requestedAt: day },
  ],
  ['Buttondown', buttondown, 'a@x.example,,regular,2024-01-15,,2024-01-15T10:00:00Z,', 'left'],
  ['Buttondown', buttondown, 'a@x.example,,unactivated,2024-01-15,,,', 'refused'],
  ['Buttondown', buttondownOld, 'a@x.example,undeliverable,2024-01-15,', 'left'],
  ['Buttondown', buttondownOld, 'a@x.example,complained,2024-01-15,', 'left'],
  ['Kit', kit, 'A,a@x.example,2024-01-15T10:00:00Z,active,', 'reader'],
  ['Kit', kit, 'A,a@x.example,2024-01-15 10:00:00 UTC,cancelled,', 'left'],
  ['Kit', kitOld, 'A,a@x.example,bounced,2024-01-15T10:00:00Z,', 'left'],
  ['Kit', kitOld, 'A,a@x.example,inactive,2024-01-15T10:00:00Z,', 'refused'],
  ['listmonk', listmonk, '1,a@x.example,A,{},enabled,2024-01-15T10:00:00.000000+00:00,', 'reader'],
  ['listmonk', listmonk, '1,a@x.example,A,{},blocklisted,2024-01-15T10:00:00Z,', 'left'],
  ['listmonk', listmonk, '1,a@x.example,A,{},disabled,2024-01-15T10:00:00Z,', 'left'],
  ['a list', 'E-Mail', 'a@x.example', 'reader'],
  ['a list', 'name,email,status', 'A,a@x.example,Unsubscribed', 'left'],
  ['a list', 'name,email,state', 'A,a@x.example,Oregon', 'refused'],
];

for (const [system, heading, row, kind, facts] of rows) {
  test(`${system}: ${row} is ${kind}`, () => {
    const found = read(heading, row);
    assert.deepEqual([found.system, found.kind], [system, kind]);
    if (facts === undefined) return;
    assert.ok(found.kind === 'reader' || found.kind === 'left');
    assert.deepEqual(found.elsewhere, { system, ...facts });
  });
}

for (const system of listSystems) {
  test(`${system} is tried here with somebody who reads and somebody who left, and named`, () => {
    const kinds = rows.filter((row) => row[0] === system).map(([, , , kind]) => kind);
    assert.ok(kinds.includes('reader') && kinds.includes('left'), kinds.join());
    assert.ok(importSubscribers.details.join(' ').includes(system), 'in the help');
    assert.match(readme, new RegExp(`readers from [^.]*\\b${system}\\b`));
  });
}

test('a Mailchimp file says by its name what became of everybody in it', () => {
  for (const [file, kind] of [
    ['cleaned_email_audience_export_1a2b.csv', 'left'],
    ['unsubscribed_members_export_1a2b.csv', 'left'],
    ['nonsubscribed_email_audience_export_1a2b.csv', 'refused'],
    ['subscribed_email_audience_export_1a2b.csv', 'reader'],
  ] as const) {
    assert.equal(read(mailchimp, 'a@x.example', file).kind, kind, file);
  }
});

const refused: [why: RegExp, row: string][] = [
  [/no address in it/, 'A,,active'],
  [/no e-mail address/, 'A,a@@x.example,active'],
  [/without accents/, 'A,é@x.example,active'],
  [/does not take/, 'A,a..b@x.example,active'],
  [/no such domain/, 'A,a@localhost,active'],
  [/more cells than the heading/, 'A,a@x.example,active,b@x.example'],
  [/is "paused", which does not say/, 'A,a@x.example,paused'],
  [/never confirmed there \(unconfirmed\)/, 'A,a@x.example,unconfirmed'],
];

for (const [why, row] of refused) {
  test(`${row} is refused, with ${why}`, () => {
    const found = read('name,email,status', row);
    assert.ok(found.kind === 'refused');
    assert.match(found.reason, why);
  });
}

describe('choices', () => {
  const choice = (tags: string, zone = '') => {
    const found = read('email,tags,timezone,language', `a@x.example,${tags},${zone},DE`);
    assert.ok(found.kind === 'reader');
    return found;
  };
  test('tags that are called like sections choose them, others nothing', () => {
    assert.deepEqual(choice('"VIP" | "the world"').sections, ['world']);
    assert.deepEqual(choice('news;world;x').sections, ['news', 'world']);
    assert.equal(choice('VIP').sections, 'all');
  });
  test('a known zone moves the newsletter’s own hour there', () => {
    assert.equal(choice('', 'Asia/Tokyo').schedule.zone, 'Asia/Tokyo');
    assert.equal(choice('', 'Mars/Olympus').schedule.zone, 'UTC');
  });
  test('a language that has words is kept', () => assert.equal(choice('').language, 'de'));
});

const instants: [text: string, iso: string | undefined][] = [
  ['2024-01-15 10:00:00', '2024-01-15T10:00:00.000Z'],
  ['2024-01-15T10:00:00.123456+02:00', '2024-01-15T08:00:00.123Z'],
  ['2024-01-15 10:00:00 UTC', '2024-01-15T10:00:00.000Z'],
  ['2024-01-15', '2024-01-15T00:00:00.000Z'],
  ['04/03/2021', undefined],
  ['2999-01-01', undefined],
  ['yesterday', undefined],
  ['2024-13-45', undefined],
  ['', undefined],
];

for (const [text, iso] of instants) {
  test(`"${text}" is ${iso ?? 'no date that can be relied on'}`, () => {
    const at = instantOf(text, now);
    assert.equal(at === undefined ? undefined : new Date(at).toISOString(), iso);
  });
}
