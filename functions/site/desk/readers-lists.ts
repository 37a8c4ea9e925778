/** From the page of the readers to whole lists of them. */
import { html } from 'hono/html';
import type { Html } from '../page.ts';
import { deskPath, type NewsletterVisit } from './desk.ts';
import { exportWords } from './export-words.ts';
import { importsWords } from './imports-words.ts';

/** The ways to the import and to the export. */
export function listsPart({ newsletter, language }: NewsletterVisit): Html {
  const imports = importsWords[language.tongue];
  const exports = exportWords[language.tongue];
  const line = (path: string, { link, linkLead }: { link: string; linkLead: string }) =>
    html`<p><a href="${deskPath(newsletter.id, path)}">${link}</a><br>${linkLead}</p>`;
  return html`<section class="card">${line('/imports', imports)}${line('/readers/export', exports)}</section>`;
}
