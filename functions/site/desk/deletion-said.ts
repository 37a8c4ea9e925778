/** What the pages about the end of a newsletter say of an act. */
import type { Context } from 'hono';
import { html } from 'hono/html';
import type { Html } from '../page.ts';
import { deletionWords } from './deletion-words.ts';
import type { Visit } from './desk.ts';
import { saidBanner, withCommands } from './parts.ts';
import { settingsWords } from './settings-words.ts';

/** At the top of the page that follows it. */
export function saidOf(c: Context, { language }: Visit): Html | '' {
  const { said } = settingsWords[language.tongue];
  const own = deletionWords[language.tongue].said;
  const { oldTable } = own;
  return c.req.query('said') === 'oldTable'
    ? html`<p class="banner" role="status">${withCommands(oldTable)}</p>`
    : saidBanner(c, { ...said, ...own });
}
