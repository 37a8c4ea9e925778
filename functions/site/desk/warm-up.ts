/** Letting a new sender begin small: how it stands, beginning it, ending it. A part of Health. */
import type { Context } from 'hono';
import { html } from 'hono/html';
import type { Html } from '../page.ts';
import { readForm } from '../visitor.ts';
import type { Desk, Visit } from './desk.ts';
import { deskMoment } from './moment.ts';
import { actButton, actForm, goTo, textField } from './parts.ts';
import { warmUpWords } from './warm-up-words.ts';

/** What this needs of use cases. */
export interface WarmUpUses {
  readonly sending: {
    readonly warmUp: {
      readonly now: (
        at: number,
      ) => Promise<{ readonly mails: number; readonly until: number } | undefined>;
      readonly begin: (at: number, firstDay: number) => Promise<'begun' | 'refused'>;
      readonly end: () => Promise<unknown>;
    };
  };
}

const path = '/desk/health/warm-up';
/** As the command proposes it. */
const firstDayUsual = '500';

/** How it stands, with what may be done about it; nothing for who may do nothing about none. */
export async function warmUpCard(visit: Visit, { deps }: Desk<WarmUpUses>): Promise<Html | ''> {
  const { language } = visit;
  const words = warmUpWords[language.tongue];
  const today = await deps.sending.warmUp.now(visit.now);
  const maySend = visit.may('send');
  if (today === undefined) {
    return maySend ? card(words.title, html`<p>${words.lead}</p>${beginForm(visit)}`) : '';
  }
  const until = deskMoment(today.until, 'UTC', language);
  const says = language.say(words.under, { mails: today.mails, until });
  const button = html`<p>${words.endLead}</p>${actButton(visit, `${path}/end`, words.end)}`;
  return card(words.title, html`<p>${says}</p>${maySend ? button : ''}`);
}

function card(title: string, body: Html): Html {
  return html`<section class="card"><h2>${title}</h2>${body}</section>`;
}

function beginForm(visit: Visit): Html {
  const words = warmUpWords[visit.language.tongue];
  const field = textField({
    ...{ name: 'first-day', label: words.start, value: firstDayUsual, type: 'number' },
    ...{ hint: words.startHint, isRequired: true },
  });
  return actForm(visit, path, field, words.begin, { kind: 'second' });
}

/** POST /desk/health/warm-up */
export async function postBegin(
  c: Context,
  visit: Visit,
  { deps }: Desk<WarmUpUses>,
): Promise<Response> {
  const firstDay = Number((await readForm(c)).text('first-day'));
  const begun = await deps.sending.warmUp.begin(visit.now, firstDay);
  const isBegun = begun === 'begun';
  const told = isBegun ? { after: String(firstDay) } : { outcome: 'refused' as const };
  visit.tell({ object: 'warm-up', ...told });
  return goTo(c, '/desk/health', isBegun ? 'warm' : 'number');
}

/** POST /desk/health/warm-up/end */
export async function postEnd(
  c: Context,
  visit: Visit,
  { deps }: Desk<WarmUpUses>,
): Promise<Response> {
  await deps.sending.warmUp.end();
  visit.tell({ object: 'warm-up', after: 'ended' });
  return goTo(c, '/desk/health', 'cold');
}
