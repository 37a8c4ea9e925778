/** One's passkeys: a second way to sign in, beside the mail. Added by a script, listed, removed. */
import type { Context } from 'hono';
import { html } from 'hono/html';
import { addPasskey, beginPasskey } from '../../owner/add-passkey.ts';
import { auditText } from '../../owner/audit.ts';
import { deviceName, type Passkey, passkeySite } from '../../owner/passkey.ts';
import { answerCharsMax } from '../../owner/webauthn.ts';
import { type Html, notice } from '../page.ts';
import { readForm } from '../visitor.ts';
import { type Desk, deskSenderOf, type Visit } from './desk.ts';
import { deskPage } from './frame.ts';
import { agentOf } from './let-in.ts';
import { deskMoment } from './moment.ts';
import {
  actButton,
  type Column,
  formToken,
  goTo,
  rowTable,
  saidBanner,
  textField,
} from './parts.ts';
import { formOf } from './passkey-form.ts';
import { type PasskeysWords, passkeysWords } from './passkeys-words.ts';
import { deskProblem } from './problem.ts';

/** What the page does besides what all may: it has the owner of a new passkey told. */
export interface PasskeysUses {
  readonly enqueueNotice: (noticeId: string) => Promise<void>;
}

const path = '/desk/passkeys';

type Asks = [c: Context, visit: Visit, desk: Desk<PasskeysUses>];

/** GET /desk/passkeys. Whoever looks after the people sees everybody's. */
export async function showPasskeys(...[c, visit, { deps, settings }]: Asks): Promise<Response> {
  const words = passkeysWords[visit.language.tongue];
  const isOwner = visit.mayEverywhere('people');
  const { list, listOf } = deps.passkeys;
  const shown = isOwner ? await list() : await listOf(visit.person.id);
  const people = isOwner
    ? new Map((await deps.people.list()).map(({ id, address }) => [id, address]))
    : undefined;
  const host = passkeySite(settings.siteUrl)?.host;
  const table =
    shown.length === 0
      ? html`<p>${words.none}</p>`
      : rowTable<Passkey>(columnsOf(visit, words, { people, host }), shown);
  const main = html`${saidBanner(c, words.said)}${notice(words.title, [words.lead])}${table}
<h2>${words.add}</h2>${addingOf(c, visit, settings, words)}`;
  return await deskPage(c, visit, { title: words.title, main });
}

interface Shown {
  readonly people: ReadonlyMap<string, string> | undefined;
  readonly host: string | undefined;
}

function columnsOf(
  visit: Visit,
  words: PasskeysWords,
  { people, host: here }: Shown,
): readonly Column<Passkey>[] {
  const at = (instant: number) => deskMoment(instant, 'UTC', visit.language);
  const elsewhere = (host: string) =>
    html` <span class="tag">${visit.language.say(words.elsewhere, { host })}</span>`;
  const who: Column<Passkey> = {
    label: words.who,
    cell: ({ personId }) => people?.get(personId) ?? personId,
  };
  return [
    {
      label: words.name,
      cell: ({ name, host }) => html`${name}${host === here ? '' : elsewhere(host)}`,
    },
    ...(people === undefined ? [] : [who]),
    { label: words.made, cell: ({ createdAt }) => at(createdAt) },
    { label: words.used, cell: ({ usedAt }) => (usedAt === undefined ? words.never : at(usedAt)) },
    {
      label: '',
      cell: ({ id, personId, name }) =>
        actButton(visit, `${path}/remove`, words.remove, {
          ...{ about: name, values: { passkey: id, person: personId }, kind: 'danger' },
        }),
    },
  ];
}

/** A browser that cannot add one is told what it takes. */
function addingOf(
  c: Context,
  visit: Visit,
  settings: Desk['settings'],
  words: PasskeysWords,
): Html {
  const site = passkeySite(settings.siteUrl);
  if (site === undefined) return html`<p>${words.noHost}</p>`;
  const fields = html`${formToken(visit)}${textField({
    ...{ name: 'name', label: words.name, hint: words.nameHint, isRequired: true },
    value: deviceName(agentOf(c)) ?? words.usualName,
  })}`;
  const form = formOf(settings, {
    ...{ action: path, words: { ...words.form, button: words.add }, look: 'first', fields },
  });
  const needs = visit.language.say(words.needs, { host: site.host });
  return html`<p data-without>${needs}</p>${form}`;
}

/** POST /desk/passkeys/ask: as JSON, for the script of the form. */
export async function askForNew(...[c, visit, { deps, settings }]: Asks): Promise<Response> {
  const site = passkeySite(settings.siteUrl);
  if (site === undefined) return await deskProblem(c, 'missing');
  const { person, session } = visit;
  return c.json(await beginPasskey({ person, session, site }, { ...deps, ...deps.passkeys }));
}

/** POST /desk/passkeys */
export async function postNew(...[c, visit, { deps, settings }]: Asks): Promise<Response> {
  const site = passkeySite(settings.siteUrl);
  if (site === undefined) return await deskProblem(c, 'missing');
  const form = await readForm(c);
  const { person, session } = visit;
  const added = await addPasskey(
    {
      ...{ person, session, site, name: form.text('name') },
      answer: form.text('answer', answerCharsMax),
    },
    {
      ...{ ...deps.passkeys, now: deps.now, enqueue: deps.enqueueNotice },
      newsletterIds: async () => (await deps.newsletters()).map(({ id }) => id),
      deskSender: deskSenderOf(settings, visit.language),
    },
  );
  visit.tell(
    added.kind === 'added'
      ? { object: `passkey ${added.passkey.id}`, after: auditText(added.passkey.name) }
      : { outcome: 'refused', after: added.kind },
  );
  return goTo(c, path, added.kind);
}

/** POST /desk/passkeys/remove: one's own; of somebody else's whoever looks after the people. */
export async function postRemoval(...[c, visit, { deps }]: Asks): Promise<Response> {
  const form = await readForm(c);
  const [id, personId] = [form.text('passkey'), form.text('person')];
  const isTheirs = personId === visit.person.id || visit.mayEverywhere('people');
  const found = isTheirs ? await deps.passkeys.list() : [];
  const passkey = found.find((one) => one.id === id && one.personId === personId);
  visit.tell({
    ...{ object: `passkey ${id}`, outcome: passkey === undefined ? 'refused' : 'done' },
    ...(passkey === undefined ? {} : { before: auditText(passkey.name) }),
  });
  if (passkey !== undefined) await deps.passkeys.remove(passkey);
  return goTo(c, path, passkey === undefined ? 'gone' : 'removed');
}
