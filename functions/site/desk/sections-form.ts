/** The sections of a newsletter in a form: their names, their order, and where feeds go with one. */
import { html } from 'hono/html';
import type { EditedSection } from '../../edition/setup/edit.ts';
import type { Standing } from '../../edition/setup/standing.ts';
import type { Mistake } from '../../edition/setup/wanted.ts';
import { slug } from '../../edition/slug.ts';
import type { Html } from '../page.ts';
import type { Form } from '../visitor.ts';
import { textField } from './parts.ts';
import type { Wording } from './settings-values.ts';

const sectionsOf = ({ newsletter }: Standing) => newsletter?.sections ?? [];

/** The values that a form of sections shows. */
export function sectionsShown(standing: Standing): readonly string[] {
  return ['sections', ...sectionsOf(standing).map(({ id }) => `sections.${id}.name`)];
}

/** The sections as a form says them, in the order of their places. */
export function sectionsIn(form: Form, standing: Standing): readonly EditedSection[] {
  const known = sectionsOf(standing).map(({ id }, n) => {
    const to = form.text(`to.${id}`);
    const place = Number.parseInt(form.text(`place.${id}`), 10);
    const name = form.text(`name.${id}`).trim();
    const section = { id, name, ...(to === '' ? {} : { feedsTo: to }) };
    return { section, place: Number.isNaN(place) ? n + 1 : place };
  });
  const inOrder = known.sort((one, other) => one.place - other.place).map(({ section }) => section);
  const name = form.text('new-name').trim();
  if (name === '') return inOrder;
  return [...inOrder, { id: form.text('new-id').trim() || slug(name), name }];
}

/** The form. */
export function sectionsForm(
  standing: Standing,
  {
    words,
    language,
    form,
  }: Wording & { readonly form: Form | undefined; readonly mistakes: readonly Mistake[] },
): Html {
  const sections = sectionsOf(standing);
  const feedsIn = (id: string) => standing.feeds.filter(({ sectionId }) => sectionId === id).length;
  const rows = sections.map(({ id, name }, n) => {
    const own = form === undefined ? name : form.text(`name.${id}`);
    const place = form === undefined ? String(n + 1) : form.text(`place.${id}`);
    const chosen = form?.text(`to.${id}`) ?? '';
    const others = sections.filter((one) => one.id !== id);
    const fates = [
      ['', words.sections.stays],
      ...others.map((one) => [one.id, language.say(words.sections.goes, { section: one.name })]),
    ] as const;
    const fate = language.say(words.sections.fate, { section: name });
    return html`<fieldset class="card"><legend dir="auto">${name}</legend><p class="hint">${language.say(words.sections.feeds, { count: feedsIn(id) })}</p>
<div class="inline">${textField({ name: `name.${id}`, label: words.sections.name, value: own, isRequired: true })}${textField({ name: `place.${id}`, label: words.sections.place, value: place, type: 'number' })}</div>
${others.length === 0 ? '' : html`<div class="field"><label for="to.${id}">${fate}</label><select id="to.${id}" name="to.${id}">${fates.map(([to, label]) => html`<option value="${to ?? ''}"${to === chosen ? html` selected` : ''}>${label}</option>`)}</select></div>`}</fieldset>`;
  });
  const added = html`<h2>${words.sections.add}</h2><div class="inline">${textField({ name: 'new-name', label: words.sections.name, value: form?.text('new-name') ?? '' })}${textField({ name: 'new-id', label: words.sections.id, value: form?.text('new-id') ?? '', hint: words.sections.idHint })}</div>`;
  return html`${rows}${added}`;
}
