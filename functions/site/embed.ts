/** GET /n/:id/embed.js: the signup form for another site, by one line in its page. */
import type { Context } from 'hono';
import { archivePaths } from '../edition/archive.ts';
import { isClosed } from '../edition/newsletter.ts';
import { formAgeMsMin } from '../subscriber/admit.ts';
import { consentWords } from './consent-words.ts';
import { pageLanguageOf } from './page-language.ts';
import { proofSource } from './proof-script.ts';
import { findNewsletter, type Site } from './site.ts';

const cachedSeconds = 3_600;

/** The script: the form stands where the script does, and asks the API. */
export async function showEmbed(c: Context, site: Site): Promise<Response> {
  const newsletter = await findNewsletter(site, c.req.param('id') ?? '');
  if (newsletter === undefined || isClosed(newsletter)) return c.text('', 404);
  const pageLanguage = pageLanguageOf(newsletter.language);
  const { words, language, direction, say } = pageLanguage;
  const facts = {
    api: new URL(`/api/n/${newsletter.id}/`, site.settings.siteUrl).href,
    wait: formAgeMsMin,
    language,
    direction,
    address: words.landing.address,
    subscribe: words.landing.subscribe,
    consent: say(words.landing.consentShort, { newsletter: newsletter.name }),
    ownConsent: newsletter.privacy?.consent ?? '',
    words: consentWords('embed', newsletter, pageLanguage).version,
    privacy: words.privacy.title,
    privacyUrl: new URL(archivePaths.privacy(newsletter.id), site.settings.siteUrl).href,
    broken: words.problem.broken,
  };
  c.header('content-type', 'text/javascript; charset=utf-8');
  c.header('cache-control', `public, max-age=${cachedSeconds}`);
  // No element and no line separator of the page can begin within the facts.
  const json = JSON.stringify(facts).replace(/[<\u2028\u2029]/g, (sign) => {
    return `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
  return c.body(`(() => {const facts = ${json};${proofSource}${embedSource}})();\n`);
}

const embedSource = `
const script = document.currentScript;
const make = (name, fields, ...children) => {
const element = Object.assign(document.createElement(name), fields);
element.append(...children);
return element;
};
const input = make('input', { type: 'email', name: 'address', autocomplete: 'email', required: true, maxLength: 254, dir: 'ltr' });
const trap = make('input', { name: 'topic', tabIndex: -1, autocomplete: 'off', hidden: true });
const button = make('button', {}, facts.subscribe);
const told = make('p', {});
told.setAttribute('role', 'status');
const form = make('form', { className: 'paperboy', lang: facts.language, dir: facts.direction },
make('p', {}, make('label', {}, facts.address + ' ', input), trap, ' ', button),
make('p', {}, make('small', {}, facts.consent + ' ', make('a', { href: facts.privacyUrl }, facts.privacy))),
...(facts.ownConsent ? [make('p', { dir: 'auto' }, make('small', {}, facts.ownConsent))] : []), told);
script.after(form);
const call = async (path, options) => (await fetch(facts.api + path, options)).json();
const pause = (ms) => new Promise((done) => setTimeout(done, ms));
let token, arrived;
const take = async () => {
token = (await call('form')).token;
arrived = performance.now();
};
const send = async (nonce, tries) => {
if (!token) await take();
await pause(Math.max(0, arrived + facts.wait + 200 - performance.now()));
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const body = JSON.stringify({ address: input.value, topic: trap.value, token, nonce, zone, words: facts.words });
const answer = await call('subscribe', { method: 'POST', headers: { 'content-type': 'application/json' }, body });
told.textContent = answer.text || facts.broken;
if (answer.kind === 'asked') { form.replaceChildren(told); return; }
if (!tries || (answer.kind !== 'again' && answer.kind !== 'prove')) return;
token = answer.token;
if (answer.kind === 'again') { await pause(facts.wait + 200); return send('', tries - 1); }
const found = await new Promise((done) => prove(token, input.value, answer.bits, done));
return send(found, tries - 1);
};
take().catch(() => {});
form.addEventListener('submit', async (event) => {
event.preventDefault();
button.disabled = true;
try { await send('', 3); } catch { told.textContent = facts.broken; }
button.disabled = false;
});
`;
