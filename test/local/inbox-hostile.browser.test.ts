/** A mail from the worst of senders, looked at in a real browser: it can show itself, and no more. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { SendRawEmailCommand } from '@aws-sdk/client-ses';
import { sesPath } from '../../infra/local/server.ts';
import { screenshot, testPage } from '../support/browser.ts';
import { testCloud } from '../support/cloud.ts';
import { serve } from '../support/server.ts';
import { clientOf, rawMail } from './ses-server.ts';

/** Long enough for a refresh after 0 seconds, a script, or a request to come. */
const waitMs = 1_500;

interface Trap {
  readonly url: string;
  /** Everything that was asked of it, and every connection that was made to it. */
  readonly caught: string[];
}

/** A server of the sender's. */
async function setTrap(t: TestContext): Promise<Trap> {
  const caught: string[] = [];
  const { origin, close } = await serve(
    (request, response) => {
      caught.push(`${request.method} ${request.url}`);
      response.writeHead(200, { 'access-control-allow-origin': '*' }).end('caught');
    },
    () => caught.push('connection'),
  );
  t.after(close);
  return { url: origin, caught };
}

/** Every way that we know of to script, to navigate, or to ask for something. */
function hostileHtml(trap: string, site: string): string {
  const script = `fetch('${trap}/script');top.location='${trap}/top'`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" onload="${script}"><script>${script}</script></svg>`;
  return `<!doctype html><html><head>
<meta http-equiv="refresh" content="0;url=${trap}/refresh">
<base href="${trap}/base/" target="_top">
<link rel="stylesheet" href="${trap}/style.css"><link rel="icon" href="${trap}/icon.png">
<link rel="preload" as="image" href="${trap}/preload.png"><link rel="prefetch" href="${trap}/prefetch">
<link rel="modulepreload" href="${trap}/module.js"><link rel="manifest" href="${trap}/manifest">
<link rel="preconnect" href="${trap}"><link rel="dns-prefetch" href="${trap}">
<style>@import url("${trap}/import.css");
@font-face { font-family: f; src: url("${trap}/font.woff2"); }
body { font-family: f; background: url("${trap}/background.png"); }
h1::before { content: url("${trap}/content.png"); } li { list-style-image: url("${trap}/list.png"); }
h1 { cursor: url("${trap}/cursor.png"), auto; filter: url("${trap}/filter.svg#f"); }</style>
<script>${script}</script><script src="${trap}/external.js"></script>
<script type="speculationrules">{"prefetch":[{"source":"list","urls":["${trap}/speculated"]}]}</script>
</head><body background="${trap}/body.png" onload="${script}">
<h1>Good morning</h1><ul><li>One</li></ul>
<img src="${trap}/picture.png" onerror="${script}"><img src="/relative.png">
<img srcset="${trap}/srcset.png 1x"><picture><source srcset="${trap}/source.png"><img></picture>
<table background="${trap}/table.png"><tr><td style="background:url(${trap}/cell.png)">Cell</td></tr></table>
${svg}<svg><use href="${trap}/use.svg#a"/><image href="${trap}/image.png"/><a href="javascript:${script}"><text>Svg</text></a>
<animate attributeName="href" values="javascript:${script}"/></svg>
<math><mtext><img src="${trap}/math.png" onerror="${script}"></mtext></math>
<img src="data:image/svg+xml,${encodeURIComponent(svg)}">
<iframe src="${trap}/frame"></iframe><iframe src="javascript:${script}"></iframe>
<iframe srcdoc="<script>${script}</script><img src='${trap}/srcdoc.png'>"></iframe>
<iframe src="${site}/_control/"></iframe>
<object data="${trap}/object"></object><embed src="${trap}/embed">
<video src="${trap}/video.mp4" poster="${trap}/poster.png" autoplay><track src="${trap}/track.vtt" default></video>
<audio src="${trap}/audio.mp3" autoplay></audio>
<form id="own" action="${trap}/form" method="post"><input name="a" value="b" autofocus onfocus="${script}"><button>Send the form</button></form>
<form action="${site}/_inbox/empty" method="post"><button>Empty the inbox</button></form>
<details open ontoggle="${script}"><summary>More</summary></details>
<p style="animation:a 1s" onanimationstart="${script}" onmouseover="${script}" id="hover">Hover</p>
<p><a href="javascript:${script}">Script link</a> <a href="javascript:${script}" target="_self">Script here</a>
<a href="data:text/html,<script>${script}</script>" target="_top">Data link</a>
<a href="${trap}/away" target="_top" ping="${trap}/ping">Top link</a>
<a href="${trap}/parent" target="_parent">Parent link</a></p>
</body></html>`;
}

test('a hostile mail cannot script or navigate the inbox, nor ask for anything', async (t) => {
  const cloud = await testCloud(t);
  const trap = await setTrap(t);
  const page = await testPage(t, {
    origin: cloud.origin,
    // What the policy and the sandbox kept from happening is told on the console.
    expected: [
      /Content Security Policy/,
      /Blocked script execution/,
      /sandbox/i,
      /not allowed/i,
      /^Unsafe attempt to load URL/,
      /NotSameOrigin$/,
    ],
  });
  if (page === undefined) return;
  const client = clientOf(`${cloud.origin}${sesPath}`);
  t.after(() => client.destroy());
  const fields = { Subject: '<img src=x onerror=alert(1)>', 'Content-Type': 'text/html' };
  const Data = rawMail(fields, hostileHtml(trap.url, cloud.origin));
  const { MessageId: id } = await client.send(new SendRawEmailCommand({ RawMessage: { Data } }));
  const dialogs: string[] = [];
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });

  const address = `${cloud.origin}/_inbox/messages/${id}`;
  for (const url of [address, `${address}/html`]) {
    await page.goto(url);
    const mail = url === address ? page.frameLocator('iframe') : page;
    await mail.getByRole('heading', { name: 'Good morning' }).waitFor();
    await sleep(waitMs);
    for (const name of ['Send the form', 'Empty the inbox']) {
      await mail.getByRole('button', { name }).click();
    }
    await mail.locator('#hover').hover();
    for (const name of ['Script link', 'Script here']) {
      await mail.getByRole('link', { name }).click();
    }
    await sleep(waitMs);
    assert.equal(page.url(), url, 'The page has not gone elsewhere.');
    await screenshot(page, `inbox-hostile-${url === address ? 'page' : 'alone'}`);
  }
  assert.deepEqual(trap.caught, [], 'Nothing was asked of the sender.');
  assert.deepEqual(dialogs, []);
  assert.equal(cloud.ses.mailbox.all().length, 1, 'The inbox has not been emptied.');
});
