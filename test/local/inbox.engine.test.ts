import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { SendRawEmailCommand } from '@aws-sdk/client-ses';
import { frameHtml, framePolicy, hasRemotePictures } from '../../infra/local/inbox/frame.ts';
import { inboxPages } from '../../infra/local/inbox/inbox.ts';
import { tryOneClick } from '../../infra/local/inbox/unsubscribe.ts';
import { openBench, rawMail, startAt } from './ses-server.ts';

const origin = 'http://127.0.0.1:3000';
const asForm = { 'content-type': 'application/x-www-form-urlencoded' };

async function openInbox(t: TestContext, fields: Record<string, string> = {}, body = 'Hello') {
  const bench = await openBench(t);
  const posted: [string, RequestInit][] = [];
  const inbox = inboxPages({
    mailbox: bench.ses.mailbox,
    base: '/_inbox',
    now: () => startAt,
    fetch: async (url, init) => {
      posted.push([String(url), init ?? {}]);
      return new Response('bye', { status: 200 });
    },
  });
  const raw = { RawMessage: { Data: rawMail(fields, body) } };
  const { MessageId: id } = await bench.client.send(new SendRawEmailCommand(raw));
  const get = (path: string, init?: RequestInit) => inbox.request(`${origin}${path}`, init);
  return { ...bench, id, get, posted };
}

describe('the pages of the inbox', () => {
  test('the list names subject and reader, and markup in them stays text', async (t) => {
    const { get, id } = await openInbox(t, { Subject: '<script>alert(1)</script> & more' });
    const answer = await get('/');
    const page = await answer.text();
    assert.match(page, /&lt;script&gt;alert\(1\)&lt;\/script&gt; &amp; more/);
    assert.match(page, new RegExp(`href="/_inbox/messages/${id}"`));
    assert.match(page, /reader@example\.com/);
    assert.doesNotMatch(page, /<script>/);
    assert.match(answer.headers.get('content-security-policy') ?? '', /^default-src 'none'/);
    assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
  });

  test('older mail is on the next page, and a search keeps its words', async (t) => {
    const { get, ses } = await openInbox(t);
    const first = ses.mailbox.all()[0];
    assert.ok(first);
    for (let index = 0; index < 60; index += 1) {
      ses.mailbox.keep({ ...first, id: `copy-${index}` }, rawMail());
    }
    const page = await (await get('/?q=morning')).text();
    assert.equal(page.match(/<li data-id/g)?.length, 50);
    const next = /href="\/_inbox(\?q=morning&(?:amp;)?before=copy-10)"/.exec(page)?.[1];
    const rest = await (await get(`/${next?.replace('&amp;', '&')}`)).text();
    assert.equal(rest.match(/<li data-id/g)?.length, 11);
  });

  const views: [string, RegExp][] = [
    ['', /<pre class="text"[^>]*>Hello <a href="https:\/\/example\.org\/a"/],
    ['?view=source', /Subject: Your morning edition/],
    ['?view=headers', /<dt>Message-ID<\/dt>/],
    ['?view=html', /has no HTML part/],
    ['?view=constructor', /<pre class="text"/],
  ];
  for (const [query, expected] of views) {
    test(`a mail of text, seen with ${query || 'nothing asked for'}`, async (t) => {
      const { get, id } = await openInbox(t, {}, 'Hello https://example.org/a.');
      assert.match(await (await get(`/messages/${id}${query}`)).text(), expected);
    });
  }

  test('a mail that is not there: 404, with a way back', async (t) => {
    const { get } = await openInbox(t);
    const answer = await get('/messages/nope');
    assert.equal(answer.status, 404);
    assert.match(await answer.text(), /Back to the inbox/);
  });

  test('emptying asks first, works from this page, and not from another site', async (t) => {
    const { get, ses } = await openInbox(t);
    assert.match(await (await get('/empty')).text(), /One mail will be deleted/);
    const headers = { ...asForm, origin: 'https://evil.example' };
    assert.equal((await get('/empty', { method: 'POST', headers })).status, 403);
    assert.equal(ses.mailbox.all().length, 1);
    const own = { ...asForm, origin };
    assert.equal((await get('/empty', { method: 'POST', headers: own })).status, 303);
    assert.equal(ses.mailbox.all().length, 0);
  });
});

describe('the frame of a mail', () => {
  test('the mail is served without scripts, origin, forms and foreign pictures', async (t) => {
    const html = '<p onclick="alert(1)">Hi</p><script>alert(1)</script>';
    const { get, id } = await openInbox(t, { 'Content-Type': 'text/html; charset=utf-8' }, html);
    const shown = await (await get(`/messages/${id}`)).text();
    assert.match(shown, /sandbox="allow-popups allow-popups-to-escape-sandbox"/);
    assert.doesNotMatch(shown, /onclick/);
    const answer = await get(`/messages/${id}/html`);
    assert.equal(
      answer.headers.get('content-security-policy'),
      `default-src 'none'; img-src data: ${origin}; style-src 'unsafe-inline'; ` +
        "form-action 'none'; base-uri 'none'; frame-ancestors 'self'; " +
        'sandbox allow-popups allow-popups-to-escape-sandbox',
    );
    assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
    assert.equal(answer.headers.get('referrer-policy'), 'no-referrer');
  });

  test('pictures from elsewhere are shown when they are asked for', () => {
    assert.match(framePolicy(origin, true), /img-src data: http: https:;/);
    assert.equal(hasRemotePictures('<img src="https://example.org/a.png">'), true);
    assert.equal(hasRemotePictures('<td background=http://example.org/a.png>'), true);
    assert.equal(hasRemotePictures('<a href="https://example.org/a.png">'), false);
  });

  const placed: [string, string, RegExp][] = [
    ['after <head>', '<!doctype html><html><head lang="en"><title>', /<head lang="en"><base /],
    ['behind the doctype', '<!DOCTYPE html><p>Hi', /^<!DOCTYPE html><base /],
    ['in front of a fragment', '<p>Hi', /^<base target="_blank">/],
    ['not in <header>', '<header>Hi', /^<base [^>]*>.*<header>/],
  ];
  for (const [name, html, expected] of placed) {
    test(`links go to a new tab: ${name}`, () => assert.match(frameHtml(html), expected));
  }

  const calling = [
    '<link rel="preconnect" href="https://elsewhere.example">',
    '<LINK\nrel=dns-prefetch href=//elsewhere.example>',
    '<li<link x>nk rel="preconnect" href="https://elsewhere.example">',
    '<iframe/src="https://elsewhere.example"></iframe>',
    '<frameset><frame src="https://elsewhere.example"></frameset>',
  ];
  for (const html of calling) {
    test(`nothing makes the browser call out: ${html}`, () =>
      assert.doesNotMatch(frameHtml(html), /<(?:link|i?frame)[\s/>]/i));
  }
});

describe('the unsubscribe button', () => {
  const oneClick = {
    'List-Unsubscribe': '<mailto:leave@example.org>, <https://paper.example/u/abc>',
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  };

  test('it sends the POST of RFC 8058 and tells what came of it', async (t) => {
    const { get, id, posted } = await openInbox(t, oneClick);
    const headers = { ...asForm, origin };
    const answer = await get(`/messages/${id}/unsubscribe`, { method: 'POST', headers });
    assert.match(await answer.text(), /Unsubscribed\./);
    assert.equal(posted.length, 1);
    const [url, init] = posted[0] ?? [];
    assert.equal(url, 'https://paper.example/u/abc');
    assert.partialDeepStrictEqual(init, {
      method: 'POST',
      body: 'List-Unsubscribe=One-Click',
      headers: asForm,
      redirect: 'manual',
      credentials: 'omit',
    });
  });

  test('looking at the mail sends nothing', async (t) => {
    const { get, id, posted } = await openInbox(t, oneClick);
    assert.match(await (await get(`/messages/${id}`)).text(), /Unsubscribe this reader/);
    assert.equal(posted.length, 0);
  });

  test('without List-Unsubscribe-Post there is no button', async (t) => {
    const { get, id } = await openInbox(t, { 'List-Unsubscribe': '<https://paper.example/u/a>' });
    const page = await (await get(`/messages/${id}`)).text();
    assert.doesNotMatch(page, /Unsubscribe this reader/);
    assert.match(page, /no one-click address/);
  });

  test('an address that does not answer is told as such', async () => {
    const offer = { uris: ['https://paper.example/u/abc'], oneClick: true };
    const trial = await tryOneClick(offer, {
      fetch: async () => {
        throw new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED') });
      },
    });
    assert.equal(trial.kind === 'unreachable' && trial.reason, 'connect ECONNREFUSED');
  });
});
