/** The settings of a newsletter: what is set, a form for each part, and what a change would do. */
import type { Context } from 'hono';
import { html } from 'hono/html';
import {
  applyEdit,
  type Edit,
  type EditDeps,
  type EditWrites,
  planEdit,
} from '../../edition/setup/edit.ts';
import { factsOf, type Standing } from '../../edition/setup/standing.ts';
import { notice } from '../page.ts';
import { type Form, readForm } from '../visitor.ts';
import { deletionsPath } from './deletion-part.ts';
import { deletionWords } from './deletion-words.ts';
import { type Desk, deskPath, type NewsletterVisit } from './desk.ts';
import { deskPage } from './frame.ts';
import { frameWords } from './frame-words.ts';
import { shortMoment } from './moment.ts';
import { factList, goTo, saidBanner } from './parts.ts';
import { deskProblem } from './problem.ts';
import { sectionsIn, sectionsShown } from './sections-form.ts';
import {
  fieldsIn,
  formOf,
  isSettingPart,
  type SettingPart,
  settingParts,
  shownIn,
  valuesIn,
} from './settings-fields.ts';
import { type Part, partPage, wordingOf } from './settings-part.ts';
import { answerPlan } from './settings-plan.ts';
import { changesTold, labelText, valueText } from './settings-values.ts';

/** What the pages of settings read and write. */
export interface SettingsUses {
  readonly settings: {
    readonly reads: (newsletterId: string) => EditDeps;
    readonly writes: EditWrites;
  };
}

type Answer = (c: Context, visit: NewsletterVisit, desk: Desk<SettingsUses>) => Promise<Response>;

type Asks = [c: Context, visit: NewsletterVisit, desk: Desk<SettingsUses>, part: Part];

/** Answers for a part that there is. */
function of(
  part: (c: Context) => string | undefined,
  answer: (...asks: Asks) => Promise<Response>,
): Answer {
  return async (c, visit, desk) => {
    const name = part(c) ?? '';
    if (name !== 'sections' && !isSettingPart(name)) return await deskProblem(c, 'missing');
    return await answer(c, visit, desk, name);
  };
}

const sender = () => 'sender';
const named = (c: Context) => {
  const part = c.req.param('part');
  return part === 'sender' ? undefined : part;
};

/** Whom mails come from: it has routes of its own. */
export const senderAnswers = {
  show: of(sender, showPart),
  plan: of(sender, postPlan),
  save: of(sender, postPart),
} as const;

/** Every other part. */
export const partAnswers = {
  show: of(named, showPart),
  plan: of(named, postPlan),
  save: of(named, postPart),
} as const;

/** GET /desk/n/:id/settings */
export async function showSettings(
  c: Context,
  visit: NewsletterVisit,
  { deps }: Desk<SettingsUses>,
): Promise<Response> {
  const { newsletter } = visit;
  const wording = wordingOf(visit);
  const { words, language } = wording;
  const standing = await deps.settings.reads(newsletter.id).standing(newsletter.id);
  const facts = factsOf(standing);
  const head = (part: keyof typeof words.parts, path: string) =>
    html`<h2>${words.parts[part]}</h2><p>${words.leads[part]} <a href="${deskPath(newsletter.id, path)}" aria-label="${language.say(words.changePart, { part: words.parts[part] })}">${words.change}</a></p>`;
  const parts = (Object.keys(settingParts) as SettingPart[]).map((part) => {
    const list = fieldsIn(part).map(
      ({ key, usual }) =>
        [
          labelText(key, wording),
          valueText(key, facts.get(key) ?? usual ?? null, wording),
        ] as const,
    );
    return html`<section class="card">${head(part, `/settings/${part}`)}${factList(list)}</section>`;
  });
  const sections = html`<section class="card">${head('sections', '/settings/sections')}<p dir="auto">${newsletter.sections.map(({ name }) => name).join(', ')}</p></section>`;
  const end = html`<section class="card">${head('end', '/settings/end')}</section>`;
  const hooks = html`<section class="card">${head('hooks', '/hooks')}</section>`;
  const closed =
    newsletter.closedAt === undefined ? '' : html`<p class="banner">${words.closed}</p>`;
  const { appliedAt } = newsletter;
  const file =
    appliedAt === undefined
      ? ''
      : html`<p>${language.say(words.file, { at: shortMoment(appliedAt, newsletter.zone, language) })}</p>`;
  const { pages } = frameWords[language.tongue];
  const more = html`<p><a class="quiet" href="${deskPath(newsletter.id, '/log')}">${pages.log}</a>${
    visit.mayEverywhere('settings')
      ? html` <a class="quiet" href="/desk/new">${frameWords[language.tongue].home.another}</a> <a class="quiet" href="${deletionsPath}">${deletionWords[language.tongue].title}</a>`
      : ''
  }</p>`;
  const main = html`${saidBanner(c, words.said)}${closed}${notice(words.title, [words.lead])}${file}${parts}${sections}${hooks}${end}${more}`;
  return await deskPage(c, visit, { title: words.title, main, newsletter, page: 'settings' });
}

async function showPart(...[c, visit, { deps, settings }, part]: Asks): Promise<Response> {
  const { newsletter } = visit;
  const standing = await deps.settings.reads(newsletter.id).standing(newsletter.id);
  const form = part === 'sections' ? undefined : formOf(fieldsIn(part), factsOf(standing));
  return await partPage(c, visit, { part, standing, form, domain: settings.sender?.domain });
}

function editOf(
  { newsletter, now }: NewsletterVisit,
  part: Part,
  form: Form,
  { standing, domain }: { readonly standing: Standing; readonly domain: string | undefined },
): Edit {
  const base = { newsletterId: newsletter.id, domain, now };
  if (part === 'sections') {
    const sections = sectionsIn(form, standing);
    return { ...base, values: new Map(), sections, shown: shownIn(form, sectionsShown(standing)) };
  }
  const fields = fieldsIn(part);
  const shown = shownIn(
    form,
    fields.map(({ key }) => key),
  );
  return { ...base, values: valuesIn(form, fields, factsOf(standing)), shown };
}

async function postPlan(...[c, visit, { deps, settings }, part]: Asks): Promise<Response> {
  const form = await readForm(c);
  const reads = deps.settings.reads(visit.newsletter.id);
  const standing = await reads.standing(visit.newsletter.id);
  const domain = settings.sender?.domain;
  const edit = editOf(visit, part, form, { standing, domain });
  const planned = await planEdit(edit, reads);
  visit.tell({ object: part, after: planned.kind });
  return await answerPlan(c, visit, { part, form, standing, domain, marks: edit.shown }, planned);
}

async function postPart(...[c, visit, { deps, settings }, part]: Asks): Promise<Response> {
  const form = await readForm(c);
  const { newsletter } = visit;
  const reads = deps.settings.reads(newsletter.id);
  const standing = await reads.standing(newsletter.id);
  const domain = settings.sender?.domain;
  const edit = editOf(visit, part, form, { standing, domain });
  const { writes } = deps.settings;
  const applied = await applyEdit(edit, form.text('plan'), { reads, writes });
  if (applied.kind === 'done') {
    visit.tell({ object: part, ...changesTold(applied.changes) });
    return goTo(c, deskPath(newsletter.id, '/settings'), 'saved');
  }
  visit.tell({ object: part, outcome: 'refused' });
  const asked = { part, form, standing, domain, marks: edit.shown };
  return await answerPlan(c, visit, asked, applied.planned);
}
