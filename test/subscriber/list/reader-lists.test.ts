import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { languages } from '../../../functions/edition/languages.ts';
import { rowFaultText } from '../../../functions/subscriber/list/fault-words.ts';
import { readArrival } from '../../../functions/subscriber/list/reader-arrival.ts';
import { listSystems } from '../../../functions/subscriber/list/reader-lists.ts';
import { dayOrderOf, instantOf } from '../../../functions/subscriber/list/written-instant.ts';
import { importSubscribers } from '../../../infra/cli/subscribers-import.ts';
import { newsletter } from '../../support/newsletter.ts';
import { readList } from './list.ts';

const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');
const now = Date.parse('2026-11-22T00:00:00Z');
const paper = newsletter({
  zone: 'UTC',
  sections: [
    { id: 'news', name: 'News' },
    { id: 'world', name: 'The World' },
  ],
});

/** What one row under this heading says; a file name may say something about all. */
async function read(heading: string, row: string, file = 'list.csv') {
  const { layout, rows } = await readList([heading, row], file);
  const terms = { newsletter: paper, languages, layout, isAllSubscribed: false, now };
  return { system: layout.system, ...readArrival(rows[0] ?? [], terms) };
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

/** Of each, somebody who reads and somebody who left. */
const more: [system: string, heading: string, reads: string, left: string][] = [
  [
    'MailPoet',
    'Email,List status,Global status',
    'a@x.example,subscribed,subscribed',
    'a@x.example,subscribed,unsubscribed',
  ],
  [
    'Constant Contact',
    'Email address,Email status,Email permission status',
    'a@x.example,Active,Express',
    'a@x.example,Active,Unsubscribed',
  ],
  [
    'HubSpot',
    'Record ID,Email,Unsubscribed from all email',
    '1,a@x.example,false',
    '1,a@x.example,true',
  ],
  [
    'Klaviyo',
    'Email,Email Marketing Consent,Email Suppressions',
    'a@x.example,SUBSCRIBED,',
    'a@x.example,SUBSCRIBED,UNSUBSCRIBED',
  ],
  [
    'Shopify',
    'Email,Accepts Email Marketing,Unsubscribed',
    'a@x.example,yes,',
    'a@x.example,no,yes',
  ],
  [
    'phpList',
    'Email,Is this subscriber confirmed,Is this subscriber blacklisted',
    'a@x.example,1,0',
    'a@x.example,1,1',
  ],
  ['Mailjet', 'email,is_unsubscribed,is_opt_in_pending', 'a@x.example,0,0', 'a@x.example,1,0'],
  [
    'Brevo',
    'EMAIL,OPT_IN,EMAIL_BLACKLISTED,ADDED_TIME',
    'a@x.example,true,false,15-01-2024',
    'a@x.example,true,true,15-01-2024',
  ],
  [
    'AWeber',
    'Email,Status,Date Stopped,Ad Tracking',
    'a@x.example,Subscribed,,web',
    'a@x.example,Subscribed,2024-01-15,web',
  ],
  [
    'Campaign Monitor',
    'Email Address,State,Date Subscribed',
    'a@x.example,Active,2024-01-15',
    'a@x.example,Unsubscribed,2024-01-15',
  ],
  [
    'Sendy',
    'Email,Status,Last activity,Joined',
    'a@x.example,Subscribed,,',
    'a@x.example,Unsubscribed,,',
  ],
  [
    'MailerLite',
    'Email,Status,Unsubscribed,Opt-in date',
    'a@x.example,Active,,',
    'a@x.example,Active,2024-01-15,',
  ],
  ['beehiiv', 'subscriber_id,email,status', '1,a@x.example,active', '1,a@x.example,inactive'],
  [
    'Keila',
    'Email,Data,Status,External ID',
    'a@x.example,{},active,',
    'a@x.example,{},unsubscribed,',
  ],
  [
    'Mautic',
    'email,dateIdentified,points,doNotContact',
    'a@x.example,2024-01-15,1,0',
    'a@x.example,2024-01-15,1,1',
  ],
  [
    'EmailOctopus',
    'Email address,Status,Last updated at',
    'a@x.example,SUBSCRIBED,',
    'a@x.example,UNSUBSCRIBED,',
  ],
];

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
    { state: 'left', leftAt: day },
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
  ['Buttondown', buttondown, 'a@x.example,,unactivated,2024-01-15,,,', 'never'],
  ['Buttondown', buttondownOld, 'a@x.example,undeliverable,2024-01-15,', 'left'],
  ['Buttondown', buttondownOld, 'a@x.example,complained,2024-01-15,', 'left'],
  ['Kit', kit, 'A,a@x.example,2024-01-15T10:00:00Z,active,', 'reader'],
  ['Kit', kit, 'A,a@x.example,2024-01-15 10:00:00 UTC,cancelled,', 'left'],
  ['Kit', kitOld, 'A,a@x.example,bounced,2024-01-15T10:00:00Z,', 'left'],
  ['Kit', kitOld, 'A,a@x.example,inactive,2024-01-15T10:00:00Z,', 'never'],
  ['listmonk', listmonk, '1,a@x.example,A,{},enabled,2024-01-15T10:00:00.000000+00:00,', 'refused'],
  ['listmonk', listmonk, '1,a@x.example,A,{},blocklisted,2024-01-15T10:00:00Z,', 'left'],
  ['listmonk', listmonk, '1,a@x.example,A,{},disabled,2024-01-15T10:00:00Z,', 'left'],
  ['a list', 'E-Mail', 'a@x.example', 'reader'],
  ['a list', 'name,email,status', 'A,a@x.example,Unsubscribed', 'left'],
  ['a list', 'name,email,state', 'A,a@x.example,Oregon', 'refused'],
  ...more.flatMap(([system, heading, reads, left]): (typeof rows)[number][] => [
    [system, heading, reads, 'reader'],
    [system, heading, left, 'left'],
  ]),
];

for (const [system, heading, row, kind, facts] of rows) {
  test(`${system}: ${row} is ${kind}`, async () => {
    const found = await read(heading, row);
    assert.deepEqual([found.system, found.kind], [system, kind]);
    if (facts === undefined) return;
    assert.ok(found.kind === 'reader' || found.kind === 'left');
    assert.deepEqual(found.elsewhere, { system, ...facts });
  });
}

for (const system of listSystems) {
  test(`${system} is tried here with somebody who left, and named in the help`, () => {
    const kinds = rows.filter((row) => row[0] === system).map(([, , , kind]) => kind);
    // What listmonk exports says of nobody that they read this list.
    assert.ok(kinds.includes('left') && (kinds.includes('reader') || system === 'listmonk'));
    assert.ok(importSubscribers.details.join(' ').includes(system), 'in the help');
  });
}

test('the README says how many systems are known', () => {
  assert.match(readme, new RegExp(`${listSystems.length} systems`));
});

test('a Mailchimp file says by its name what became of everybody in it', async () => {
  for (const [file, kind] of [
    ['cleaned_email_audience_export_1a2b.csv', 'left'],
    ['unsubscribed_members_export_1a2b.csv', 'left'],
    ['nonsubscribed_email_audience_export_1a2b.csv', 'never'],
    ['subscribed_email_audience_export_1a2b.csv', 'reader'],
  ] as const) {
    assert.equal((await read(mailchimp, 'a@x.example', file)).kind, kind, file);
  }
});

const refused: [why: RegExp, row: string][] = [
  [/no address in it/, 'A,,active'],
  [/no e-mail address/, 'A,a@@x.example,active'],
  [/without accents/, 'A,é@x.example,active'],
  [/is not taken/, 'A,a..b@x.example,active'],
  [/no such domain/, 'A,a@localhost,active'],
  [/more cells than the heading/, 'A,a@x.example,active,b@x.example'],
  [/"status" says "paused", which does not say/, 'A,a@x.example,paused'],
  [/column "status" is empty|"status" says/, 'A,a@x.example,'],
];

for (const [why, row] of refused) {
  test(`${row} is refused, with ${why}`, async () => {
    const found = await read('name,email,status', row);
    assert.ok(found.kind === 'refused');
    assert.match(rowFaultText(found.fault), why);
  });
}

describe('choices', () => {
  const choice = async (tags: string, zone = '') => {
    const found = await read('email,tags,timezone,language', `a@x.example,${tags},${zone},DE`);
    assert.ok(found.kind === 'reader');
    return found;
  };
  test('tags that are called like sections choose them, others nothing', async () => {
    assert.deepEqual((await choice('VIP | the world')).sections, ['world']);
    assert.deepEqual((await choice('news;world;x')).sections, ['news', 'world']);
    assert.equal((await choice('VIP')).sections, 'all');
  });
  test('a known zone moves the newsletter’s own hour there', async () => {
    assert.equal((await choice('', 'Asia/Tokyo')).schedule.zone, 'Asia/Tokyo');
    assert.equal((await choice('', 'Mars/Olympus')).schedule.zone, 'UTC');
  });
  test('a language that has words is kept', async () =>
    assert.equal((await choice('')).language, 'de'));
});

const instants: [text: string, iso: string | undefined][] = [
  ['2024-01-15 10:00:00', '2024-01-15T10:00:00.000Z'],
  ['2024-01-15T10:00:00.123456+02:00', '2024-01-15T08:00:00.123Z'],
  ['2024-01-15 10:00:00 UTC', '2024-01-15T10:00:00.000Z'],
  ['2024-01-15', '2024-01-15T00:00:00.000Z'],
  ['2024-01-15 10:00:00.123456 +0000 +0000', '2024-01-15T10:00:00.123Z'],
  ['2024-01-15 10:00:00.5 +0000 UTC', '2024-01-15T10:00:00.500Z'],
  ['15.01.2024', '2024-01-15T00:00:00.000Z'],
  ['15-01-2024 10:00:00', '2024-01-15T10:00:00.000Z'],
  ['01/15/2024 1:05 PM', '2024-01-15T13:05:00.000Z'],
  ['15 Jan 2024', '2024-01-15T00:00:00.000Z'],
  ['January 15, 2024', '2024-01-15T00:00:00.000Z'],
  ['2024年1月15日', '2024-01-15T00:00:00.000Z'],
  ['45306', '2024-01-15T00:00:00.000Z'],
  ['45306.5', '2024-01-15T12:00:00.000Z'],
  ['1705312800', '2024-01-15T10:00:00.000Z'],
  ['12', undefined],
  ['30/02/2024', undefined],
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

test('a date with two readings is read as the others of its column are', () => {
  assert.equal(instantOf('04/03/2021', now, 'day-first'), Date.parse('2021-03-04'));
  assert.equal(instantOf('04/03/2021', now, 'month-first'), Date.parse('2021-04-03'));
  const orders = ['04/03/2021', '14/03/2021', '04/13/2021', '04.03.2021', '04/04/2021'];
  const told = ['unknown', 'day-first', 'month-first', undefined, undefined];
  assert.deepEqual(orders.map(dayOrderOf), told);
});

test('an address may stand in angle brackets behind a name, or behind mailto:', async () => {
  for (const cell of ['Ann Lee <ann@x.example>', '<ann@x.example>', 'mailto:ann@x.example']) {
    const found = await read('email,status', `${cell},active`);
    assert.ok(found.kind === 'reader', cell);
    assert.equal(found.address.key, 'ann@x.example');
  }
});

test('two columns of one name that hold different addresses refuse the row', async () => {
  const same = await read('email,email', 'a@x.example,A@x.example');
  assert.equal(same.kind, 'reader');
  const other = await read('email,email', 'a@x.example,b@x.example');
  assert.ok(other.kind === 'refused');
  assert.match(rowFaultText(other.fault), /two addresses/);
});
