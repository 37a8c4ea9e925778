/** What a change of the settings would do, before it is made; and what somebody else changed meanwhile. */
import type { Context } from 'hono';
import { html } from 'hono/html';
import type { Clash } from '../../edition/setup/change.ts';
import type { PlannedEdit } from '../../edition/setup/edit.ts';
import type { Standing } from '../../edition/setup/standing.ts';
import { type Html, notice } from '../page.ts';
import type { Form } from '../visitor.ts';
import { deskPath, type NewsletterVisit } from './desk.ts';
import { deskPage } from './frame.ts';
import { actForm, factList, goTo } from './parts.ts';
import { fieldsIn } from './settings-fields.ts';
import { shownFields } from './settings-form.ts';
import { type Part, type PartView, partPage, preview, wordingOf } from './settings-part.ts';
import { changeText, effectText, labelText, valueText } from './settings-values.ts';

/** What was asked, to be shown again or carried on. */
export type Asked = PartView & { readonly form: Form; readonly marks: ReadonlyMap<string, string> };

/** Answers what planning came to: what it would do, what is wrong, or who else was there. */
export async function answerPlan(
  c: Context,
  visit: NewsletterVisit,
  asked: Asked,
  planned: PlannedEdit,
): Promise<Response> {
  const path = deskPath(visit.newsletter.id, '/settings');
  switch (planned.kind) {
    case 'same':
      return goTo(c, path, 'same');
    case 'closed':
    case 'missing':
      return goTo(c, path);
    case 'wrong':
      return await partPage(c, visit, { ...asked, mistakes: planned.mistakes });
    case 'clashed':
      return await clashPage(c, visit, asked, planned.clashes);
    case 'planned':
      return await planPage(c, visit, asked, planned);
  }
}

async function planPage(
  c: Context,
  visit: NewsletterVisit,
  { part, form, marks, standing }: Asked,
  { plan, changes }: Extract<PlannedEdit, { kind: 'planned' }>,
): Promise<Response> {
  const wording = wordingOf(visit);
  const { words } = wording;
  const { newsletter } = visit;
  const list = changes.map(
    (change) =>
      html`<li><strong dir="auto">${changeText(change, wording, plan.standing)}</strong><br>${effectText(change, wording)}</li>`,
  );
  const fields = html`<input type="hidden" name="plan" value="${plan.hash}">${shownFields(marks.keys(), marks)}${carried(form, part, standing)}`;
  const back = deskPath(newsletter.id, `/settings/${part}`);
  const main = html`${notice(words.plan.title, [words.plan.lead])}<ul class="plan">${list}</ul>${part === 'look' ? preview(newsletter.id, form, words) : ''}
${actForm(visit, back, fields, words.plan.confirm)}<p><a class="quiet" href="${back}">${words.plan.back}</a></p>`;
  return await deskPage(c, visit, { title: words.plan.title, main, newsletter, page: 'settings' });
}

/** What was typed goes along to the act itself. */
function carried(form: Form, part: Part, standing: Standing): Html {
  const names =
    part === 'sections'
      ? [
          ...standingIds(standing).flatMap((id) => [`name.${id}`, `place.${id}`, `to.${id}`]),
          'new-name',
          'new-id',
        ]
      : [
          ...fieldsIn(part).map(({ key }) => key),
          ...['cadence', 'weekday', 'monthday', 'hour', 'schedule-zone'],
        ];
  return html`${names.flatMap((name) =>
    form.list(name).map((value) => html`<input type="hidden" name="${name}" value="${value}">`),
  )}`;
}

const standingIds = ({ newsletter }: Standing) => (newsletter?.sections ?? []).map(({ id }) => id);

/** Nothing is overwritten that somebody else set: both values are shown. */
async function clashPage(
  c: Context,
  visit: NewsletterVisit,
  { part, standing }: Asked,
  clashes: readonly Clash[],
): Promise<Response> {
  const wording = wordingOf(visit);
  const { words } = wording;
  const { newsletter } = visit;
  const facts = clashes.map(({ key, from, to }) => {
    const theirs = from === null ? words.clash.gone : valueText(key, from, wording);
    const both = html`${words.clash.theirs}: <strong dir="auto">${theirs}</strong><br>${words.clash.yours}: <strong dir="auto">${valueText(key, to, wording)}</strong>`;
    return [labelText(key, wording, standing), both] as const;
  });
  const back = deskPath(newsletter.id, `/settings/${part}`);
  const main = html`${notice(words.clash.title, [words.clash.lead])}${factList(facts)}<p><a class="quiet" href="${back}">${words.clash.back}</a></p>`;
  c.status(409);
  return await deskPage(c, visit, { title: words.clash.title, main, newsletter, page: 'settings' });
}
