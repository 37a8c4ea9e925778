import { html } from 'hono/html';
import { type Markup, type Place, page } from './page.ts';

/** Shown for a mail that is not, or no longer, there. */
export function missingPage(place: Place): Markup {
  const body = html`<div class="quiet">
    <h1>This mail is not here</h1>
    <p>It may have been deleted when the inbox was emptied.</p>
    <p><a class="button" href="${place.base}">Back to the inbox</a></p>
  </div>`;
  return page('Not here · Inbox', body, place);
}

/** Asks before everything is deleted. */
export function emptyPage(total: number, place: Place): Markup {
  const body = html`<div class="quiet">
    <h1>Empty the inbox?</h1>
    <p>
      ${total === 1 ? 'One mail' : `${total} mails`} will be deleted from this machine. Readers,
      editions and settings stay as they are.
    </p>
    <form class="choice" method="post" action="${place.base}/empty">
      <button class="button strong">Delete all mail</button>
      <a class="button" href="${place.base}">Keep it</a>
    </form>
  </div>`;
  return page('Empty the inbox?', body, place);
}
