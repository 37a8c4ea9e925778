/** The form of one part of the settings. */
import type { Context } from 'hono';
import { html } from 'hono/html';
import { marksOf } from '../../edition/setup/edit.ts';
import type { Standing } from '../../edition/setup/standing.ts';
import type { Mistake } from '../../edition/setup/wanted.ts';
import { type Html, notice } from '../page.ts';
import type { Form } from '../visitor.ts';
import { deskPath, type NewsletterVisit } from './desk.ts';
import { deskPage } from './frame.ts';
import { listsWords } from './lists-words.ts';
import { notedText } from './noted.ts';
import { actForm, saidBanner } from './parts.ts';
import { sectionsForm, sectionsShown } from './sections-form.ts';
import { fieldsIn, type SettingPart } from './settings-fields.ts';
import { settingFields, shownFields } from './settings-form.ts';
import type { Wording } from './settings-values.ts';
import { settingsWords } from './settings-words.ts';

/** A part of the settings: one of fields, or the sections. */
export type Part = SettingPart | 'sections';

/** What a form is shown with. */
export interface PartView {
  readonly part: Part;
  readonly standing: Standing;
  /** As it was typed, or as it stands. */
  readonly form: Form | undefined;
  readonly domain: string | undefined;
  readonly mistakes?: readonly Mistake[];
  /** The marks that the form was shown with. */
  readonly marks?: ReadonlyMap<string, string>;
}

/** The form of a part, with what is wrong marked. */
export async function partPage(
  c: Context,
  visit: NewsletterVisit,
  view: PartView,
): Promise<Response> {
  const { newsletter } = visit;
  const { part, standing, form, mistakes = [], domain } = view;
  const wording = wordingOf(visit);
  const { words } = wording;
  const marks = view.marks ?? marksOf(standing);
  const look = { ...wording, form: form ?? emptyForm, mistakes, domain };
  const fields =
    part === 'sections'
      ? html`${shownFields(sectionsShown(standing), marks)}${sectionsForm(standing, { ...wording, form, mistakes })}`
      : html`${shownFields(
          fieldsIn(part).map(({ key }) => key),
          marks,
        )}${settingFields(fieldsIn(part), look)}`;
  const wrong =
    mistakes.length === 0
      ? ''
      : html`<div class="banner bad" role="alert"><p>${words.wrong}</p><ul>${mistakes.map(({ message }) => html`<li dir="auto">${notedText(message, visit.language)}</li>`)}</ul></div>`;
  const action = deskPath(newsletter.id, `/settings/${part}/plan`);
  const title = words.parts[part];
  const main = html`${saidBanner(c, words.said)}${wrong}${notice(title, [words.leads[part]])}
${actForm(visit, action, fields, words.look)}${part === 'look' ? preview(newsletter.id, look.form, words) : ''}${part === 'places' ? snippet(c, visit) : ''}${part === 'schedule' && visit.may('readers') ? movingLine(visit) : ''}`;
  c.status(mistakes.length > 0 ? 422 : 200);
  return await deskPage(c, visit, { title, main, newsletter, page: 'settings' });
}

const emptyForm: Form = { text: () => '', list: () => [] };

/** The look as it would be, light and dark. */
export function preview(id: string, form: Form, words: Wording['words']): Html {
  const names = fieldsIn('look').map(({ key }) => key);
  const query = new URLSearchParams(names.map((name) => [name, form.text(name)]));
  const path = deskPath(id, '/settings/preview');
  return html`<h2>${words.preview}</h2><p class="hint">${words.previewHint}</p><iframe class="preview" sandbox="" title="${words.preview}" data-preview="${path}" src="${path}?${query}"></iframe>`;
}

function snippet(c: Context, visit: NewsletterVisit): Html {
  const { words } = wordingOf(visit);
  const source = new URL(`/n/${visit.newsletter.id}/embed.js`, c.req.url).href;
  return html`<h2>${words.labels.embedOrigins}</h2><p>${words.snippet}</p><pre dir="ltr"><code>${`<script src="${source}"></script>`}</code></pre>`;
}

function movingLine({ newsletter, language }: NewsletterVisit): Html {
  const { link, lead } = listsWords[language.tongue].defaultMove;
  return html`<p><a href="${deskPath(newsletter.id, '/readers/default')}">${link}</a><br>${lead}</p>`;
}

/** The words for who asks. */
export function wordingOf({ language }: NewsletterVisit): Wording {
  return { words: settingsWords[language.tongue], language };
}
