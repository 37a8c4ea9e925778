/** How many pieces of work were put aside, with the way to them for who may settle that. */
import { html } from 'hono/html';
import type { Html } from '../page.ts';
import type { DeadLettersUses } from './dead-letters-uses.ts';
import type { DeskDeps, Visit } from './desk.ts';
import { putAsideWords } from './put-aside-words.ts';

/** The address of the page. */
export const deadLettersPath = '/desk/health/dead-letters';

/** The card of the page of the day; none where nothing was put aside, or the queues do not answer. */
export async function deadLettersCards(
  visit: Visit,
  { deadLetters, reportError }: DeadLettersUses & Pick<DeskDeps, 'reportError'>,
): Promise<readonly Html[]> {
  const counts = await deadLetters.counts().catch((error: unknown) => {
    reportError(error);
    return {};
  });
  const count = Object.values(counts).reduce((sum, one) => sum + one, 0);
  if (count === 0) return [];
  const words = putAsideWords[visit.language.tongue];
  const text = visit.language.say(words.count, { count });
  const acts = visit.mayEverywhere('send')
    ? html`<div class="acts">${deadLettersLink(visit)}</div>`
    : '';
  return [html`<section class="card urgent"><p><strong>${text}</strong></p>${acts}</section>`];
}

/** The way to the page, for who gets there. */
export function deadLettersLink(visit: Visit): Html | '' {
  if (!visit.mayEverywhere('send')) return '';
  const { look } = putAsideWords[visit.language.tongue];
  return html`<a class="button second small" href="${deadLettersPath}">${look}</a>`;
}
