/** Setting up another newsletter. */
import type { Context } from 'hono';
import { html } from 'hono/html';
import { setUpNewsletter } from '../../edition/setup/set-up.ts';
import type { Mistake } from '../../edition/setup/wanted.ts';
import { notice } from '../page.ts';
import { type Form, readForm } from '../visitor.ts';
import { type Desk, deskPath, type Visit } from './desk.ts';
import { deskPage } from './frame.ts';
import { notedText } from './noted.ts';
import { actForm, goTo, textField } from './parts.ts';
import { fieldsIn, formOf, valuesIn } from './settings-fields.ts';
import { settingFields } from './settings-form.ts';
import type { SettingsUses } from './settings-pages.ts';
import { settingsWords } from './settings-words.ts';

const asked = [
  ...['name', 'description', 'language', 'zone', 'sender.address', 'postalAddress'],
  'ownerAddress',
];
const fields = [...fieldsIn('about'), ...fieldsIn('sender')].filter(({ key }) =>
  asked.includes(key),
);

/** GET /desk/new */
export async function showNew(c: Context, visit: Visit, { settings }: Desk<SettingsUses>) {
  const { sender } = settings;
  const facts = new Map<string, unknown>([
    ['language', visit.language.tongue],
    ['zone', visit.newsletters[0]?.zone ?? 'UTC'],
    ['sender.address', sender?.address ?? ''],
    ['postalAddress', sender?.postalAddress ?? ''],
    ['ownerAddress', visit.person.address],
  ]);
  return await newPage(c, visit, { form: formOf(fields, facts), domain: sender?.domain });
}

interface NewView {
  readonly form: Form;
  readonly domain: string | undefined;
  readonly mistakes?: readonly Mistake[];
  readonly refusal?: string;
}

async function newPage(
  c: Context,
  visit: Visit,
  { form, domain, mistakes = [], refusal }: NewView,
): Promise<Response> {
  const { language } = visit;
  const words = settingsWords[language.tongue];
  const look = { form, domain, mistakes, words, language };
  const texts = [
    ...(refusal === undefined ? [] : [refusal]),
    ...mistakes.map((one) => notedText(one.message, language)),
  ];
  const wrong =
    texts.length === 0
      ? ''
      : html`<div class="banner bad" role="alert"><ul>${texts.map((text) => html`<li dir="auto">${text}</li>`)}</ul></div>`;
  const all = html`${settingFields(fields, look)}
${textField({ name: 'section', label: words.new.section, value: form.text('section') || words.new.sectionName })}
${textField({ name: 'id', label: words.labels.id, value: form.text('id'), hint: words.sections.idHint })}`;
  const main = html`${wrong}${notice(words.new.title, [words.new.lead])}${actForm(visit, '/desk/new', all, words.new.button)}`;
  c.status(texts.length > 0 ? 422 : 200);
  return await deskPage(c, visit, { title: words.new.title, main });
}

/** POST /desk/new */
export async function postNew(
  c: Context,
  visit: Visit,
  { deps, settings }: Desk<SettingsUses>,
): Promise<Response> {
  const form = await readForm(c);
  const words = settingsWords[visit.language.tongue].new;
  const domain = settings.sender?.domain;
  const values = new Map([...valuesIn(form, fields, new Map())].filter(([, one]) => one !== null));
  const input = {
    ...{ id: form.text('id').trim() || undefined, name: form.text('name'), values },
    sections: [{ name: form.text('section').trim() || words.sectionName }],
    ...{ domain, now: visit.now },
  };
  const { replace } = deps.settings.writes;
  const made = await setUpNewsletter(input, { load: deps.newsletter, replace });
  switch (made.kind) {
    case 'set-up': {
      const { id } = made.newsletter;
      visit.tell({ object: id, after: 'set up' });
      return goTo(c, deskPath(id, '/settings'), 'made');
    }
    case 'wrong':
      return await newPage(c, visit, { form, domain, mistakes: made.mistakes });
    case 'no-id':
      return await newPage(c, visit, { form, domain, refusal: words.noId });
    case 'there':
    case 'taken':
      return await newPage(c, visit, { form, domain, refusal: words.taken });
  }
}
