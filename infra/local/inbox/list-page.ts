import { html } from 'hono/html';
import { decodeWords } from '../ses/headers.ts';
import type { Accepted } from '../ses/mailbox.ts';
import { type Markup, type Place, page, timeTag } from './page.ts';

/** One page of the list. */
export interface Listing {
  readonly messages: readonly Accepted[];
  readonly next?: string;
  readonly words: string;
  readonly before: string;
  readonly total: number;
  readonly now: number;
}

/** The list of mails, newest first. */
export function listPage(listing: Listing, place: Place): Markup {
  const { messages, words, before, total, now } = listing;
  const newest = before === '';
  const body = html`
    <div class="bar">
      <h1>${words === '' ? 'All mail' : 'Found'}</h1>
      <p class="muted" id="count">${countText(listing)}</p>
      <form class="search" role="search" action="${place.base}">
        <label for="q">Search address, subject or text</label>
        <input id="q" type="search" name="q" value="${words}" autocomplete="off" spellcheck="false">
        <button class="button">Search</button>
      </form>
    </div>
    <p class="status" id="status" role="status"></p>
    <ol class="mails" id="mails" ${newest ? html`data-live` : ''}>
      ${messages.map((message) => row(message, now, place))}
    </ol>
    ${messages.length === 0 ? nothing(listing) : ''}
    ${pager(listing, place)}
    ${total === 0 ? '' : html`<p class="foot"><a href="${place.base}/empty">Empty the inbox…</a></p>`}
  `;
  return page(words === '' ? 'Inbox' : `${words} · Inbox`, body, place, newest);
}

function row(message: Accepted, now: number, { base }: Place): Markup {
  const { id, subject, destinations, source, at, fates } = message;
  const [first = '', ...others] = destinations;
  const troubled = fates.find((fate) => fate !== 'delivered');
  return html`<li data-id="${id}">
    <a href="${base}/messages/${id}">
      <span class="subject" dir="auto">${subject || '(no subject)'}</span>
      <span class="when">${timeTag(at, now)}</span>
      <span class="who">
        <span class="to">${first}${others.length === 0 ? '' : ` and ${others.length} more`}</span>
        <span class="from muted" dir="auto">from ${nameOf(source)}</span>
        ${troubled === undefined ? '' : html`<span class="fate">${troubled.replaceAll('-', ' ')}</span>`}
      </span>
    </a>
  </li>`;
}

function nameOf(source: string): string {
  const name = source.replace(/\s*<[^<>]*>\s*$/, '').replace(/^"(.*)"$/, '$1');
  return decodeWords(name) || source;
}

function countText({ total, words, messages, next }: Listing): string {
  if (words === '') return total === 1 ? '1 mail' : `${total} mails`;
  const more = next === undefined ? '' : ' so far';
  return `${messages.length}${more} of ${total} for “${words}”`;
}

function nothing({ total, words, next }: Listing): Markup {
  if (total === 0) {
    return html`<div class="quiet"><p class="big">No mail yet.</p>
      <p>Whatever Paperboy sends on this machine arrives here, and goes to nobody else.</p></div>`;
  }
  if (next !== undefined) {
    return html`<div class="quiet"><p>Nothing in the mails looked at so far. “Older” goes on.</p></div>`;
  }
  const told = words === '' ? 'There is nothing older.' : `No mail has “${words}” in it.`;
  return html`<div class="quiet"><p class="big">${told}</p></div>`;
}

function pager({ before, next, words }: Listing, { base }: Place): Markup | '' {
  if (before === '' && next === undefined) return '';
  const query = words === '' ? '' : `q=${encodeURIComponent(words)}`;
  const older = [query, `before=${next}`].filter(Boolean).join('&');
  return html`<nav class="pager" aria-label="Pages">
    ${before === '' ? '' : html`<a class="button" href="${base}${query && `?${query}`}">Newest</a>`}
    ${next === undefined ? '' : html`<a class="button" href="${base}?${older}">Older</a>`}
  </nav>`;
}
