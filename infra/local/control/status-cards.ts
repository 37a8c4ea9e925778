import { html } from 'hono/html';
import type { FeedStatus, PanelStatus, QueueStatus } from './panel.ts';
import { counted } from './words.ts';

/** Readers, queues and feeds as they stand now. */
export function statusCards({ queues, readers, feeds, mails, newsletters }: PanelStatus) {
  const names = newsletters.map(
    ({ id, name }) => html`<a href="/n/${encodeURIComponent(id)}">${name}</a> `,
  );
  return html`<section class="card">
      <h2>Readers</h2>
      <p class="soft">${names.length === 0 ? 'There is no newsletter yet.' : names}</p>
      <dl>
        ${figure('Confirmed', readers.confirmed)} ${figure('Pending', readers.pending)}
        ${figure('Unsubscribed', readers.unsubscribed)}
      </dl>
      <p><a href="/_inbox">${counted(mails, 'mail')} in the inbox</a></p>
    </section>
    <section class="card">
      <h2>Queues</h2>
      <table>
        <thead>
          <tr>
            <th scope="col">Queue</th>
            <th scope="col">Waiting</th>
            <th scope="col">In flight</th>
            <th scope="col">Dead</th>
          </tr>
        </thead>
        <tbody>
          ${queues.map(queueRow)}
        </tbody>
      </table>
    </section>
    <section class="card">
      <h2>Feeds</h2>
      ${
        feeds.length === 0
          ? html`<p class="soft">No feed is watched yet.</p>`
          : html`<ul>
              ${feeds.map(feedRow)}
            </ul>`
      }
    </section>`;
}

function figure(name: string, count: number) {
  return html`<div>
    <dt>${name}</dt>
    <dd>${count}</dd>
  </div>`;
}

function queueRow({ name, waiting, inFlight, dead }: QueueStatus) {
  return html`<tr>
    <th scope="row">${name}</th>
    <td>${waiting}</td>
    <td>${inFlight}</td>
    <td class="${dead > 0 ? 'bad' : ''}">${dead}</td>
  </tr> `;
}

function feedRow({ title, url, state, lastError }: FeedStatus) {
  // A feed's address is what the owner typed, yet only a web address may become a link.
  const name = /^https?:\/\//i.test(url) ? html`<a href="${url}">${title}</a>` : title;
  return html`<li>
    <bdi>${name}</bdi> <span class="soft">· ${state}</span>
    ${lastError === undefined ? '' : html`<p class="bad">${lastError}</p>`}
  </li> `;
}
