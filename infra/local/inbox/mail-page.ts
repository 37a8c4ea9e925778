import { html } from 'hono/html';
import type { ReadMessage } from '../ses/message.ts';
import { frameSandbox, hasRemotePictures } from './frame.ts';
import { type Markup, type Place, page, sizeOf, timeTag } from './page.ts';
import { mailtoAddress, oneClickUrl, type Trial } from './unsubscribe.ts';

const views = { html: 'HTML', text: 'Text', source: 'Source', headers: 'Headers' } as const;
/** The ways of looking at a mail. */
export type View = keyof typeof views;

/** One mail and how it is looked at. */
export interface Shown {
  readonly message: ReadMessage;
  readonly view: View;
  /** Of the frame, in pixels; empty: as wide as the page. */
  readonly width: string;
  readonly pictures: boolean;
  readonly source?: Buffer | undefined;
  readonly trial?: Trial;
}

const sourceBytesMax = 1_000_000;
const widths = [
  { value: '', label: 'Full width' },
  { value: '600', label: '600 px' },
  { value: '320', label: '320 px' },
];

/** Is this the name of a view? */
export function isView(name: string): name is View {
  return Object.hasOwn(views, name);
}

/** One mail: its envelope, its unsubscribe button, and one of four views. */
export function mailPage(shown: Shown, place: Place): Markup {
  const { message, view } = shown;
  const subject = message.subject || '(no subject)';
  const at = `${place.base}/messages/${message.id}`;
  const body = html`
    <p class="back"><a href="${place.base}">← All mail</a></p>
    <h1 class="title" dir="auto">${subject}</h1>
    ${envelope(message)}
    ${unsubscribeBox(shown, at)}
    <nav class="tabs" aria-label="Views of this mail">
      ${Object.entries(views).map(
        ([name, label]) =>
          html`<a href="${at}?view=${name}" ${name === view ? html`aria-current="page"` : ''}>${label}</a>`,
      )}
    </nav>
    <section aria-label="${views[view]}">${viewOf[view](shown, at)}</section>
    <p class="foot"><a href="${place.base}/api/messages/${message.id}/raw">Download as .eml</a></p>
  `;
  return page(`${subject} · Inbox`, body, place);
}

function envelope(message: ReadMessage): Markup {
  const outcomes = message.destinations.map((address, index) => {
    const fate = message.fates[index] ?? 'delivered';
    return fate === 'delivered' ? address : `${address} (${fate.replaceAll('-', ' ')})`;
  });
  return html`<dl class="envelope">
    <dt>From</dt><dd dir="auto">${message.from}</dd>
    <dt>To</dt><dd>${outcomes.join(', ')}</dd>
    <dt>Sent</dt><dd>${timeTag(message.at)}</dd>
  </dl>`;
}

function unsubscribeBox({ message, trial }: Shown, at: string): Markup | '' {
  const url = oneClickUrl(message.listUnsubscribe);
  if (trial !== undefined) return html`<div class="note" role="status">${trialText(trial)}</div>`;
  if (message.listUnsubscribe === undefined) return '';
  if (url === undefined) {
    return html`<p class="note">This mail has List-Unsubscribe, but no one-click address.</p>`;
  }
  const secure = url.toLowerCase().startsWith('https:');
  return html`<form class="note" method="post" action="${at}/unsubscribe">
    <p>
      One-click unsubscribe${secure ? '' : ' (over HTTPS outside this machine)'}
      <span class="code clip" title="${url}">POST ${url}</span>
    </p>
    <button class="button">Unsubscribe this reader</button>
  </form>${byMailBox(message.listUnsubscribe, at)}`;
}

function byMailBox(offer: Shown['message']['listUnsubscribe'], at: string): Markup | '' {
  const address = mailtoAddress(offer);
  if (address === undefined) return '';
  return html`<form class="note" method="post" action="${at}/unsubscribe-by-mail">
    <p>Unsubscribe by mail <span class="code clip" title="${address}">${address}</span></p>
    <button class="button">Mail that address</button>
  </form>`;
}

function trialText(trial: Trial): Markup {
  if (trial.kind === 'mailed') return html`<p>A mail went to ${trial.address}.</p>`;
  if (trial.kind === 'not-offered') return html`<p>This mail offers no one-click unsubscribe.</p>`;
  if (trial.kind === 'unreachable') {
    return html`<p><strong>No answer.</strong> ${trial.url} could not be reached: ${trial.reason}</p>`;
  }
  const { status } = trial;
  const good = status >= 200 && status < 300;
  const redirected = status >= 300 && status < 400;
  const why = redirected ? ' Mail programs do not follow redirects here.' : '';
  return html`<p>
    <strong>${good ? 'Unsubscribed.' : 'That did not work.'}</strong>
    The address answered with ${status}.${why}
  </p>`;
}

const viewOf: Readonly<Record<View, (shown: Shown, at: string) => Markup>> = {
  html: (shown, at) => {
    const { message, width, pictures } = shown;
    if (message.html === '') return html`<p class="quiet">This mail has no HTML part.</p>`;
    const known = widths.some(({ value }) => value === width);
    const size = known && width !== '' ? html`class="w${width}"` : '';
    return html`${frameTools(shown, at)}
      <div class="stage" role="group" aria-label="The mail in its frame" tabindex="0">
        <iframe ${size} title="The mail" sandbox="${frameSandbox}" referrerpolicy="no-referrer"
          src="${at}/html${pictures ? '?pictures=all' : ''}"></iframe>
      </div>`;
  },
  text: ({ message }) =>
    message.text === ''
      ? html`<p class="quiet">This mail has no text part.</p>`
      : html`<pre class="text" dir="auto" tabindex="0">${linked(message.text)}</pre>`,
  source: ({ source }) => {
    const cut = (source?.length ?? 0) > sourceBytesMax;
    const text = source?.toString('utf8', 0, sourceBytesMax) ?? '';
    return html`<pre class="source" tabindex="0">${text}</pre>
      ${cut ? html`<p class="muted">Cut here; the download has all of it.</p>` : ''}`;
  },
  headers: ({ message }) => headersView(message),
};

function headersView(message: ReadMessage): Markup {
  const tags = Object.entries(message.tags).map(([name, value]) => `${name}=${value}`);
  const about = [
    ['Taken as', message.action],
    ['Size', `${sizeOf(message.bytes)}${attachmentsText(message.attachments)}`],
    ['Configuration set', message.configurationSet ?? 'none: no events'],
    ['Tags', tags.join(', ') || 'none'],
  ];
  return html`<h2>The call</h2>
    <dl class="headers">
      ${about.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}
    </dl>
    <h2>The header</h2>
    <dl class="headers">
      ${message.headers.map(
        ({ name, value }) => html`<dt>${name}</dt><dd class="code">${value}</dd>`,
      )}
    </dl>`;
}

function attachmentsText(count: number): string {
  if (count === 0) return '';
  return count === 1 ? ', 1 attachment' : `, ${count} attachments`;
}

function frameTools({ message, width, pictures }: Shown, at: string): Markup {
  const keep = pictures ? '&pictures=all' : '';
  return html`<div class="tools">
    <nav aria-label="Width of the mail">
      ${widths.map(
        ({ value, label }) =>
          html`<a href="${at}?view=html&width=${value}${keep}" ${value === width ? html`aria-current="true"` : ''}>${label}</a> `,
      )}
    </nav>
    ${
      pictures || !hasRemotePictures(message.html)
        ? ''
        : html`<a href="${at}?view=html&width=${width}&pictures=all">Show pictures from elsewhere</a>`
    }
  </div>`;
}

function linked(text: string): (string | Markup)[] {
  return text
    .split(/(https?:\/\/[^\s<>"]*[^\s<>".,;:!?)\]])/)
    .map((part, index) =>
      index % 2 === 0
        ? part
        : html`<a href="${part}" target="_blank" rel="noreferrer noopener">${part}</a>`,
    );
}
