/** Importing readers at the desk: brought, looked at, started, worked off by the sweep, taken back. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { unread } from '../../../functions/mail/pace-book.ts';
import { sweepImports } from '../../../functions/mail/sweep-imports.ts';
import { auditLog } from '../../../functions/store/audit.ts';
import type { Table } from '../../../functions/store/client.ts';
import { newsletterStore } from '../../../functions/store/newsletters.ts';
import { paceStore } from '../../../functions/store/pace.ts';
import { importParts } from '../../../functions/store/stored-imports.ts';
import { walkSubscribers } from '../../../functions/store/subscriber-walk.ts';
import { sweepBook } from '../../../functions/store/sweep-book.ts';
import { listBytesMax } from '../../../functions/subscriber/import/list-limits.ts';
import { outcomeWords } from '../../../functions/subscriber/import/outcome-words.ts';
import { columnMeanings } from '../../../functions/subscriber/list/column-words.ts';
import { rowFaultText } from '../../../functions/subscriber/list/fault-words.ts';
import { timeoutOf } from '../../../infra/cloud/constructs/doors.ts';
import words from '../../../templates/words/desk/en/imports.json' with { type: 'json' };
import { all } from '../../cli/rows.ts';
import { newsletter } from '../../support/newsletter.ts';
import { countCalls } from '../../support/table-calls.ts';
import { type DeskVisitor, deskOn, keys, monday } from './stage.ts';

const paper = newsletter({ id: 'harbour' });
const other = newsletter({ id: 'meadow' });
const imports = '/desk/n/harbour/imports';
const hostile = '"><script>alert(1)</script>';
const stated = {
  source: 'the form of our shop',
  since: '2019',
  wording: 'Yes, send me the letter.',
};
const few = 'email,status\nanna@reader.example,subscribed\nbert@reader.example,unsubscribed\n';
const minuteMs = 60_000;

type Stage = Awaited<ReturnType<typeof deskOn>>;

function listOf(length: number): string {
  return ['email', ...Array.from({ length }, (_, n) => `reader-${n}@x.example`)].join('\n');
}

/** Sends a list as a browser does, in a form with a file. */
async function bring(
  { request }: Stage,
  visitor: DeskVisitor,
  list: string | { readonly paste: string },
  fields: Record<string, string> = stated,
  name = 'list.csv',
): Promise<Response> {
  const body = new FormData();
  body.set('form-token', await visitor.formToken());
  for (const [field, value] of Object.entries(fields)) body.set(field, value);
  if (typeof list === 'string') body.set('file', new File([list], name, { type: 'text/csv' }));
  else body.set('paste', list.paste);
  return await request(imports, {
    ...{ method: 'POST', body },
    headers: { cookie: visitor.cookie, 'sec-fetch-site': 'same-origin' },
  });
}

/** Brings a list that can be read; the path of its import. */
async function brought(...asks: Parameters<typeof bring>): Promise<string> {
  const answer = await bring(...asks);
  assert.equal(answer.status, 303, await answer.text());
  return answer.headers.get('location') ?? '';
}

const textOf = async (visitor: DeskVisitor, path: string) => (await visitor.get(path)).text();

async function start(visitor: DeskVisitor, path: string): Promise<string> {
  const hash = /name="hash" value="([^"]+)"/.exec(await textOf(visitor, path))?.[1] ?? '';
  const answer = await visitor.post(`${path}/start`, { hash });
  return answer.headers.get('location') ?? `${answer.status}`;
}

async function readersOf(table: Table, newsletterId = paper.id) {
  const found = await all(walkSubscribers(table, monday));
  return found.filter((one) => one.newsletterId === newsletterId);
}

let ids = 0;
const sweep = ({ table, clock }: Stage) => {
  const now = () => {
    clock.at += 1;
    return clock.at;
  };
  const book = sweepBook(table, now, async () => keys).imports;
  return sweepImports(book, { now, randomId: () => `sweep-${++ids}` });
};

async function owned(t: TestContext) {
  const stage = await deskOn(t, [paper, other]);
  return { stage, owner: await stage.signedIn('owner') };
}

test('a list is looked at before anything is written: by outcome, by column and row by row', async (t) => {
  const { stage, owner } = await owned(t);
  const list = `email,status,"${hostile.replaceAll('"', '""')}"\nanna@reader.example,subscribed,1\nbert@reader.example,unsubscribed,2\nnobody,subscribed,3\n`;
  const path = await brought(stage, owner, list);
  const page = await textOf(owner, path);
  assert.deepEqual(stage.errors, []);
  assert.match(page, /Nothing has been written yet/);
  assert.match(page, /would read from now on<\/th><td[^>]*>1</);
  assert.match(page, /would be remembered as never to be mailed[^<]*<\/th><td[^>]*>1</);
  assert.match(page, /Rows that cannot be taken: 1\./);
  assert.match(
    page,
    /the form of our shop<\/div><div[^>]*>since 2019<\/div><div[^>]*>words: Yes, send me the letter\./,
  );
  assert.match(page, /how they stand/);
  assert.doesNotMatch(page, /<script>alert/);
  const rows = await textOf(owner, `${path}/rows`);
  assert.match(rows, /anna@reader\.example<\/th>.*?would read from now on/);
  assert.match(rows, /bert@reader\.example<\/th>.*?would be remembered as never/);
  assert.match(rows, /This is no e-mail address\./);
  const unreadRows = await textOf(owner, `${path}/rows?only=unread`);
  assert.match(unreadRows, />4<\/th><td[^>]*>This is no e-mail address\./);
  assert.doesNotMatch(unreadRows, /anna@/);
  assert.deepEqual(await readersOf(stage.table), []);
  assert.deepEqual(stage.queued, []);
});

test('started, a short list is taken in at once; who, when and how many stands in the list', async (t) => {
  const { stage, owner } = await owned(t);
  const path = await brought(stage, owner, few);
  assert.equal(await start(owner, path), `${path}?said=started`);
  const page = await textOf(owner, path);
  assert.match(page, /read from now on<\/th><td[^>]*>1</);
  assert.match(page, new RegExp(`--undo ${new Date(stage.clock.at).toISOString()}`));
  const found = await readersOf(stage.table);
  assert.deepEqual(found.map(({ address, state }) => `${address} ${state}`).sort(), [
    'anna@reader.example confirmed',
    'bert@reader.example unsubscribed',
  ]);
  const past = await textOf(owner, imports);
  const row = /list\.csv<\/a><\/th>(.*?)<\/tr>/s.exec(past)?.[1] ?? '';
  assert.match(row, />done</);
  assert.ok(row.includes(owner.person.address));
  assert.match(row, /data-label="Rows"[^>]*>2</);
  assert.match(row, /data-label="Came in"[^>]*>2</);
  assert.equal(await start(owner, path), `${path}?said=stale`, 'The look is no more.');
  const late = await owner.post(`${path}/drop`);
  assert.equal(late.headers.get('location'), `${path}?said=running`);
  assert.match(await textOf(owner, `${path}?said=running`), /cannot be given up; it can be taken/);
  assert.equal((await readersOf(stage.table)).length, 2);
});

test('a longer list is worked off by the sweep, tells how far it is, and is taken back whole', async (t) => {
  const { stage, owner } = await owned(t);
  const path = await brought(stage, owner, listOf(600));
  assert.equal(await start(owner, path), `${path}?said=started`);
  const before = await textOf(owner, path);
  assert.match(before, /Readers are being taken in: 0 of 600 rows\./);
  assert.match(before, /It goes on by itself, from [^:]*9:02/);
  assert.match(before, /data-live="5"/);
  assert.equal(await sweep(stage), 0, 'Not yet: somebody may be looking after it.');
  stage.clock.at += 3 * minuteMs;
  assert.equal(await sweep(stage), 1);
  assert.match(await textOf(owner, path), /read from now on<\/th><td[^>]*>600</);
  assert.equal((await readersOf(stage.table)).length, 600);
  const undo = await owner.post(`${path}/undo`);
  assert.equal(undo.headers.get('location'), `${path}?said=undoing`);
  assert.match(await textOf(owner, path), /What it added is being taken back: 0 of 600 rows\./);
  stage.clock.at += 3 * minuteMs;
  assert.equal(await sweep(stage), 1);
  assert.match(await textOf(owner, path), /are taken out again<\/th><td[^>]*>600</);
  assert.deepEqual(await readersOf(stage.table), []);
});

test('taken back at once, those stay who did something since', async (t) => {
  const { stage, owner } = await owned(t);
  const path = await brought(stage, owner, listOf(3));
  await start(owner, path);
  const [one] = await readersOf(stage.table);
  await owner.post(`/desk/n/harbour/r/${one?.id}/off`);
  await owner.post(`${path}/undo`);
  const page = await textOf(owner, path);
  assert.match(page, /are taken out again<\/th><td[^>]*>2</);
  assert.match(page, /stay, as they did something since[^<]*<\/th><td[^>]*>1</);
  assert.deepEqual(
    (await readersOf(stage.table)).map(({ id }) => id),
    [one?.id],
  );
});

test('whom an import took off stays off when it is taken back', async (t) => {
  const { stage, owner } = await owned(t);
  const known = { 'new-address': 'bert@reader.example', proof: 'Form of 1 March' };
  await owner.post('/desk/n/harbour/readers/add', known);
  stage.clock.at += minuteMs;
  const path = await brought(stage, owner, few);
  await start(owner, path);
  const states = async () =>
    (await readersOf(stage.table)).map(({ address, state }) => `${address} ${state}`).sort();
  assert.deepEqual(await states(), [
    'anna@reader.example confirmed',
    'bert@reader.example unsubscribed',
  ]);
  await owner.post(`${path}/undo`);
  assert.deepEqual(await states(), ['bert@reader.example unsubscribed']);
});

test('somebody who does not want to wait lets it go on', async (t) => {
  const { stage, owner } = await owned(t);
  const path = await brought(stage, owner, listOf(600));
  await start(owner, path);
  const answer = await owner.post(`${path}/on`);
  assert.equal(answer.headers.get('location'), `${path}?said=went-on`);
  assert.equal((await readersOf(stage.table)).length, 600);
});

test('without a proof each is asked, and the page tells how long that takes and what mail waits for', async (t) => {
  const { stage, owner } = await owned(t);
  const path = await brought(stage, owner, listOf(5), {});
  const look = await textOf(owner, path);
  assert.match(look, /would be asked to confirm by mail<\/th><td[^>]*>5</);
  assert.match(look, /at most 600 an hour/);
  await start(owner, path);
  assert.ok((await readersOf(stage.table)).every(({ state }) => state === 'pending'));
  const warmUp = { from: monday - 24 * 60 * minuteMs, firstDay: 50 };
  await paceStore(stage.table).save({ ...unread, version: 1, warmUp });
  const page = await textOf(owner, path);
  assert.match(page, /are asked to confirm by mail<\/th><td[^>]*>5</);
  assert.match(page, /Sending warms up: at most 100 mails may go today/);
});

test('a statement that lacks something keeps the list, and says what is missing', async (t) => {
  const { stage, owner } = await owned(t);
  const answer = await bring(stage, owner, few, { source: hostile });
  assert.equal(answer.status, 422);
  const page = await answer.text();
  assert.match(page, /State since when/);
  assert.match(page, /State the words that they agreed to/);
  assert.doesNotMatch(page, /State where they signed up/);
  assert.ok(page.includes('value="&quot;&gt;&lt;script&gt;'), 'What was typed stands there still.');
  const [, path = ''] = /action="([^"]+)\/look"/.exec(page) ?? [];
  const looked = await owner.post(`${path}/look`, stated);
  assert.equal(looked.headers.get('location'), path);
  assert.match(await textOf(owner, path), /would read from now on/);
});

test('what is stated has to fit into a line each, and all of it into 450 characters', async (t) => {
  const { stage, owner } = await owned(t);
  for (const [wrong, says] of [
    [{ source: 'x'.repeat(301) }, /State where they signed up, in one line of at most 300/],
    [{ since: 'x'.repeat(301) }, /State since when, in one line of at most 300/],
    [{ wording: 'Yes.\nNo.' }, /State the words that they agreed to, in one line of at most 300/],
    [{ source: 'x'.repeat(300), wording: 'y'.repeat(160) }, /into 450 characters together/],
  ] as const) {
    const answer = await bring(stage, owner, few, { ...stated, ...wrong });
    assert.equal(answer.status, 422);
    assert.match(await answer.text(), says);
  }
  assert.deepEqual(await readersOf(stage.table), []);
});

test('a list goes at once when it is given up, and by itself a week after it came', async (t) => {
  const { stage, owner } = await owned(t);
  const paths = [await brought(stage, owner, few), await brought(stage, owner, few)];
  const kept = () =>
    Promise.all(
      paths.map(async (path) => {
        const names = await importParts(stage.table).names(path.split('/').at(-1) ?? '');
        return names.length > 0;
      }),
    );
  assert.deepEqual(await kept(), [true, true]);
  await owner.post(`${paths[0]}/drop`);
  assert.deepEqual(await kept(), [false, true]);
  stage.clock.at += 7 * 24 * 60 * minuteMs - minuteMs;
  await sweep(stage);
  assert.deepEqual(await kept(), [false, true]);
  stage.clock.at += 2 * minuteMs;
  await sweep(stage);
  assert.deepEqual(await kept(), [false, false]);
  const fresh = await stage.signedIn('owner');
  assert.match(await textOf(fresh, paths[1] ?? ''), /The list is gone/);
});

test('a proof waits until a column is understood that seems to speak of consent', async (t) => {
  const { stage, owner } = await owned(t);
  const path = await brought(
    stage,
    owner,
    'email,newsletter mode\na@x.example,opaque\nb@x.example,no\n',
  );
  const page = await textOf(owner, path);
  assert.match(page, /not understood: newsletter mode\. Say below what they are about/);
  assert.doesNotMatch(page, /name="hash"/);
  const wrong = await owner.post(`${path}/look`, {
    ...stated,
    heading: 'no such',
    meaning: 'aside',
  });
  assert.equal(wrong.status, 422);
  assert.match(await wrong.text(), /The list has no column “no such”/);
  const told = { ...stated, heading: 'newsletter mode', meaning: 'aside' };
  assert.equal((await owner.post(`${path}/look`, told)).status, 303);
  const again = await textOf(owner, path);
  assert.match(again, /<option value="aside" selected>/);
  assert.equal(await start(owner, path), `${path}?said=started`);
  assert.equal((await readersOf(stage.table)).length, 2);
  const asking = 'email,newsletter mode\nc@x.example,opaque\nd@x.example,no\n';
  const asked = await brought(stage, owner, asking, {});
  assert.match(await textOf(owner, asked), /As each is asked to confirm, it can be started all/);
  assert.equal(await start(owner, asked), `${asked}?said=started`);
});

const unreadable = {
  'nothing at all': [{ paste: ' ' }, /Choose a file, or paste a list\./],
  'no row': ['email\n', /There is no row in the list\./],
  'no heading': ['a@x.example,Ann\nb@x.example,Bob\n', /The list has no heading/],
  'no address': [
    'name,town\nAnn,Port\n',
    /No column holds addresses\. The columns are: name, town/,
  ],
  'a ZIP file': ['PK\u0003\u0004,x\n1,2\n', /This is a ZIP or Excel file\./],
  'an open quote': [`email,note\n${'a@x.example,"\n'.repeat(3)}`, /a quote is never closed/],
} as const;

for (const [what, [list, sentence]] of Object.entries(unreadable)) {
  test(`a list with ${what} is refused in words, and nothing of it stays`, async (t) => {
    const { stage, owner } = await owned(t);
    const answer = await bring(stage, owner, list);
    assert.equal(answer.status, 422);
    const page = await answer.text();
    assert.match(page, sentence);
    assert.match(page, /value="the form of our shop"/);
    assert.doesNotMatch(page, /waits for your word/);
    assert.deepEqual(stage.errors, []);
  });
}

test('addresses that are pasted need no heading', async (t) => {
  const { stage, owner } = await owned(t);
  const path = await brought(stage, owner, { paste: 'a@x.example\r\nb@x.example\r\n' });
  await start(owner, path);
  const found = await readersOf(stage.table);
  assert.deepEqual(found.map(({ address }) => address).sort(), ['a@x.example', 'b@x.example']);
});

test('the longest list that there is room for is taken, and what is longer is told of the command', async (t) => {
  const { stage, owner } = await owned(t);
  const page = await textOf(owner, imports);
  assert.match(page, /4 MB and 60,000 rows at most/);
  assert.match(page, /paperboy subscribers import FILE/);
  // A file grows by a third in base64, and six megabytes is what a call of Lambda has room for.
  assert.ok(((listBytesMax + 64 * 1024) * 4) / 3 < 6 * 1024 * 1024);
  assert.ok(timeoutOf('desk').toSeconds() <= 30, 'half a minute');
  const row = 'a@x.example,'.padEnd(1_000, 'x');
  const whole = `email,note\n${`${row}\n`.repeat(Math.floor((listBytesMax - 11) / 1_001))}`;
  const path = await brought(stage, owner, whole);
  assert.match(await textOf(owner, path), /would read from now on<\/th><td[^>]*>1</);
  const longer = await bring(stage, owner, whole.padEnd(listBytesMax + 1, 'x'));
  assert.equal(longer.status, 422);
  assert.match(await longer.text(), /longer than 4 MB or 60,000 rows\. Use the command/);
  const lines = await bring(stage, owner, `email\r\n${'a\r\n'.repeat(60_001)}`);
  assert.match(await lines.text(), /longer than 4 MB or 60,000 rows/);
  const largest = await bring(stage, owner, 'x'.repeat(listBytesMax + 100_000));
  assert.equal(largest.headers.get('location'), `${imports}?said=tooLong`);
  assert.match(await textOf(owner, `${imports}?said=tooLong`), /longer than 4 MB/);
});

test('what was given up, or changed after the look, is not started', async (t) => {
  const { stage, owner } = await owned(t);
  const path = await brought(stage, owner, few);
  const renamed = { ...paper, sections: [{ id: 'news', name: 'Renamed' }] };
  await newsletterStore(stage.table).save(renamed);
  assert.equal(await start(owner, path), `${path}?said=stale`);
  await owner.post(`${path}/drop`);
  assert.equal(await start(owner, path), `${path}?said=stale`);
  assert.match(await textOf(owner, path), /The list is gone/);
  assert.match(await textOf(owner, imports), />given up</);
  assert.deepEqual(await readersOf(stage.table), []);
});

test('a closed newsletter takes in nobody', async (t) => {
  const { stage, owner } = await owned(t);
  const path = await brought(stage, owner, few);
  await newsletterStore(stage.table).save({ ...paper, closedAt: monday });
  assert.match(await textOf(owner, imports), /it takes in nobody/);
  assert.doesNotMatch(await textOf(owner, imports), /type="file"/);
  assert.match((await bring(stage, owner, few)).headers.get('location') ?? '', /said=closed$/);
  assert.equal(await start(owner, path), `${path}?said=closed`);
  assert.deepEqual(await readersOf(stage.table), []);
});

test('an import of another newsletter leads nowhere, and editors bring nobody', async (t) => {
  const { stage, owner } = await owned(t);
  const path = (await brought(stage, owner, few)).replace('harbour', 'meadow');
  for (const page of [path, `${path}/rows`]) assert.equal((await owner.get(page)).status, 404);
  for (const act of ['look', 'start', 'on', 'undo', 'drop']) {
    assert.equal((await owner.post(`${path}/${act}`, stated)).status, 404, act);
  }
  const editor = await stage.signedIn('editor', 'harbour');
  assert.equal((await bring(stage, editor, few)).status, 403);
  assert.deepEqual(await readersOf(stage.table), []);
});

test('every act is in the audit trail, with the import and never with an address', async (t) => {
  const { stage, owner } = await owned(t);
  const path = await brought(stage, owner, few);
  await start(owner, path);
  await owner.post(`${path}/undo`);
  const entries = await auditLog(stage.table).list('harbour', { limit: 10 });
  const id = path.split('/').at(-1);
  assert.deepEqual(entries.map(({ act, outcome, object }) => [act, outcome, object]).reverse(), [
    ['/imports', 'done', id],
    ['/imports/:import/start', 'done', id],
    ['/imports/:import/undo', 'done', id],
  ]);
  const text = JSON.stringify(entries);
  assert.match(text, /\\"confirmed\\":1/);
  assert.doesNotMatch(text, /reader\.example/);
});

test('31 imports and 3,000 rows: each page in at most 20 table calls and 150 KB', async (t) => {
  const { stage, owner } = await owned(t);
  for (let n = 0; n < 30; n += 1) await brought(stage, owner, few, {}, `list ${n}.csv`);
  const columns = Array.from({ length: 120 }, (_, n) => `Column ${n}`);
  const cells = columns.map((_, n) => `cell ${n}`).join(',');
  const long = [`email,${columns.join(',')}`];
  for (let n = 0; n < 3_000; n += 1) long.push(`${n % 9 ? `r-${n}@x.example` : 'none'},${cells}`);
  const path = await brought(stage, owner, long.join('\n'), {}, 'long.csv');
  stage.clock.at += 3 * minuteMs;
  await sweep(stage);
  const pages = [
    imports,
    path,
    `${path}/rows`,
    `${path}/rows?part=1&row=0`,
    `${path}/rows?only=unread`,
  ];
  for (const page of pages) {
    let text = '';
    const calls = await countCalls(stage.table, async () => {
      text = await textOf(owner, page);
    });
    assert.ok(calls <= 20, `${page}: ${calls} calls`);
    assert.ok(Buffer.byteLength(text) < 150_000, `${page}: ${Buffer.byteLength(text)} bytes`);
    t.diagnostic(`${page}: ${calls} calls, ${Buffer.byteLength(text)} bytes`);
  }
  const [, earlier = ''] = /href="([^"]+\?before=[^"]+)"/.exec(await textOf(owner, imports)) ?? [];
  const older = await textOf(owner, earlier);
  assert.match(older, /list 0\.csv/);
  assert.doesNotMatch(older, /long\.csv/);
  // Through all rows, each once.
  const seen: string[] = [];
  for (let next = `${path}/rows`; next !== ''; ) {
    const text = await textOf(owner, next);
    seen.push(...[...text.matchAll(/r-\d+@x\.example/g)].map(([address]) => address));
    next = /href="([^"]+)">Rows behind/.exec(text)?.[1]?.replaceAll('&amp;', '&') ?? '';
  }
  assert.equal(seen.length, 3_000 - Math.ceil(3_000 / 9));
  assert.equal(new Set(seen).size, seen.length);
});

test('the words of the desk are those of the command', () => {
  for (const [end, { done, planned = done }] of Object.entries(outcomeWords)) {
    const told = words.outcomes[end as keyof typeof words.outcomes];
    // The report that the command speaks of is a page here.
    const said = [done, planned].map((text) => text.replace(': see the report', ''));
    assert.deepEqual([told.done, told.planned], said, end);
  }
  assert.equal(words.rowFaults.twice, rowFaultText({ kind: 'twice' }));
  assert.equal(words.rowFaults.domain, rowFaultText({ kind: 'address', reason: 'domain' }));
  assert.deepEqual(
    Object.keys(words.meanings).sort(),
    [...columnMeanings, 'not-understood'].sort(),
  );
});
