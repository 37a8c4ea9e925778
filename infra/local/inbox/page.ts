import { html } from 'hono/html';
import { dayMs } from '../../../functions/config/time.ts';

/** Rendered HTML, safe to put into a page. */
export type Markup = ReturnType<typeof html>;

/** Where the inbox is and what is next door. */
export interface Place {
  /** The path at which the inbox is mounted, without a slash at the end. */
  readonly base: string;
  readonly links?: readonly { readonly href: string; readonly label: string }[];
}

/** The frame of every page of the inbox. */
export function page(title: string, body: Markup, place: Place, live = false): Markup {
  const { base, links = [] } = place;
  return html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>${title}</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="${base}/style.css">
    ${live ? html`<script type="module" src="${base}/refresh.js"></script>` : ''}
  </head>
  <body>
    <a class="skip" href="#main">Skip to the content</a>
    <header class="top">
      <a class="brand" href="${base}"><span aria-hidden="true">❧</span> Inbox</a>
      ${
        links.length === 0
          ? ''
          : html`<nav class="links" aria-label="This machine">
        ${links.map(({ href, label }) => html`<a href="${href}">${label}</a> `)}
      </nav>`
      }
    </header>
    <main id="main" tabindex="-1">${body}</main>
  </body>
</html>`;
}

/** An instant for people: day and minute, in UTC. */
export function timeTag(at: number, now?: number): Markup {
  const date = new Date(at);
  const iso = date.toISOString();
  const [weekday = '', day = '', month = '', year = '', time = ''] = date
    .toUTCString()
    .split(/,? /);
  const minute = time.slice(0, 5);
  const sameDay =
    now !== undefined && iso.slice(0, 10) === new Date(now).toISOString().slice(0, 10);
  const near = now !== undefined && Math.abs(now - at) < 300 * dayMs;
  const long = `${weekday} ${Number(day)} ${month} ${year}, ${minute} UTC`;
  const short = near ? `${Number(day)} ${month}, ${minute}` : `${Number(day)} ${month} ${year}`;
  const text = now === undefined ? long : sameDay ? minute : short;
  return html`<time datetime="${iso}" title="${long}">${text}</time>`;
}

/** A size for people. */
export function sizeOf(bytes: number): string {
  if (bytes < 1_000) return `${bytes} bytes`;
  return bytes < 1_000_000
    ? `${(bytes / 1_000).toFixed(1)} KB`
    : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
