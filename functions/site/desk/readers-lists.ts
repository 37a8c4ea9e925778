/** From the page of the readers to whole lists of them. */
import { html } from 'hono/html';
import type { Html } from '../page.ts';
import { deskPath, type NewsletterVisit } from './desk.ts';
import { listsWords } from './lists-words.ts';

/** The ways to the import, to the export, and to moving many to the default. */
export function listsPart({ newsletter, language }: NewsletterVisit): Html {
  const words = listsWords[language.tongue];
  const line = (path: string, { link, lead }: (typeof words)['import']) =>
    html`<p><a href="${deskPath(newsletter.id, path)}">${link}</a><br>${lead}</p>`;
  return html`<section class="card">${line('/imports', words.import)}${line('/readers/export', words.export)}${line('/readers/default', words.defaultMove)}</section>`;
}
