/** Who may sign in at the desk, in which browsers somebody is, and what was done. */
import type { Context } from 'hono';
import { html } from 'hono/html';
import { type AuditEntry, auditText } from '../../owner/audit.ts';
import { deviceName } from '../../owner/passkey.ts';
import { appoint, dismiss, endSessions, type Person } from '../../owner/person.ts';
import { everyNewsletter, isRole, mayDo, roles } from '../../owner/rights.ts';
import { mayGoOn, type Session } from '../../owner/session.ts';
import { notice } from '../page.ts';
import { readForm } from '../visitor.ts';
import { actText, actWords } from './act-words.ts';
import { forgetSession } from './cookies.ts';
import { type Desk, type DeskRoute, deskPath, type NewsletterVisit, type Visit } from './desk.ts';
import { deskPage } from './frame.ts';
import { loggedObject, loggedText } from './logged.ts';
import { deskMoment } from './moment.ts';
import {
  actButton,
  actForm,
  choiceField,
  factList,
  goTo,
  rowTable,
  saidBanner,
  textField,
} from './parts.ts';
import { passkeysWords } from './passkeys-words.ts';
import { peopleWords } from './people-words.ts';
import { tokensWords } from './tokens-words.ts';

const entriesOfPage = 50;

/** The pages about people, and the acts on them. */
export const peopleRoutes: readonly DeskRoute[] = [
  { method: 'get', path: '/people', about: 'all', right: 'people', answer: showPeople },
  {
    method: 'post',
    path: '/people',
    about: 'all',
    right: 'people',
    isGrave: true,
    answer: postRole,
  },
  {
    ...{ method: 'post', path: '/people/remove', about: 'all', right: 'people' },
    ...{ isGrave: true, answer: postRemoval },
  },
  { method: 'post', path: '/people/end', about: 'all', right: 'people', answer: postEnd },
  { method: 'get', path: '/account', about: 'all', right: 'signed-in', answer: showAccount },
  { method: 'post', path: '/account/end', about: 'all', right: 'signed-in', answer: postEndOne },
  { method: 'post', path: '/out', about: 'all', right: 'signed-in', answer: postOut },
  { method: 'get', path: '/log', about: 'newsletter', right: 'settings', answer: showLog },
  { method: 'get', path: '/log', about: 'all', right: 'people', answer: showWholeLog },
];

async function showPeople(c: Context, visit: Visit, { deps }: Desk): Promise<Response> {
  const words = peopleWords[visit.language.tongue];
  const people = await deps.people.list();
  const names = new Map((await deps.newsletters()).map(({ id, name }) => [id, name]));
  const placeName = (id: string) => (id === everyNewsletter ? words.all : (names.get(id) ?? id));
  const rolesOf = (person: Person) =>
    Object.entries(person.roles).map(
      ([id, role]) =>
        html`<div>${words.roles[role]} · <span dir="auto">${placeName(id)}</span></div>`,
    );
  const acts = (person: Person) => {
    const values = { person: person.id };
    const look = { about: person.address, values };
    return html`<div class="acts">${actButton(visit, '/desk/people/end', words.end, look)}${actButton(visit, '/desk/people/remove', words.remove, { ...look, kind: 'danger' })}</div>`;
  };
  const table = rowTable<Person>(
    [
      {
        label: words.who,
        cell: ({ id, address }) =>
          html`${address}${id === visit.person.id ? ` (${words.you})` : ''}`,
      },
      { label: words.role, cell: (person) => html`${rolesOf(person)}` },
      { label: '', cell: acts },
    ],
    people,
  );
  const fields = html`${textField({ name: 'address', label: words.address, type: 'email', isRequired: true })}
${choiceField({ name: 'role', label: words.role, value: 'editor', options: roles.map((role) => [role, `${words.roles[role]}: ${words.does[role]}`]) })}
${choiceField({ name: 'newsletter', label: words.where, value: everyNewsletter, options: [[everyNewsletter, words.all], ...names] })}`;
  const log = html`<p><a class="quiet" href="/desk/log">${words.log.title}</a></p>`;
  const main = html`${saidBanner(c, words.said)}${notice(words.title, [words.lead])}${table}
<h2>${words.add}</h2>${actForm(visit, '/desk/people', fields, words.save)}${log}`;
  return await deskPage(c, visit, { title: words.title, main });
}

async function postRole(c: Context, visit: Visit, { deps }: Desk): Promise<Response> {
  const form = await readForm(c);
  const [role, place] = [form.text('role'), form.text('newsletter')];
  const isPlace = place === everyNewsletter || (await deps.newsletter(place)) !== undefined;
  if (!isRole(role) || !isPlace) return goTo(c, '/desk/people', 'nobody');
  const appointment = { address: form.text('address'), role, newsletterId: place };
  const appointed = await appoint(appointment, { ...deps, ...deps.people });
  const isDone = appointed.kind === 'appointed';
  visit.tell({
    outcome: isDone ? 'done' : 'refused',
    ...(isDone ? { object: appointed.person.id, after: auditText(appointed.person.roles) } : {}),
  });
  return goTo(c, '/desk/people', appointed.kind);
}

async function postRemoval(c: Context, visit: Visit, { deps }: Desk): Promise<Response> {
  const personId = (await readForm(c)).text('person');
  const dismissed = await dismiss(personId, { ...deps, ...deps.people });
  visit.tell({ object: personId, outcome: dismissed === 'removed' ? 'done' : 'refused' });
  return goTo(c, '/desk/people', dismissed);
}

async function postEnd(c: Context, visit: Visit, { deps }: Desk): Promise<Response> {
  const personId = (await readForm(c)).text('person');
  const isEnded = await endSessions(personId, deps.people);
  visit.tell({ object: personId, outcome: isEnded ? 'done' : 'refused' });
  return goTo(c, '/desk/people', isEnded ? 'ended' : 'nobody');
}

async function showAccount(c: Context, visit: Visit, { deps }: Desk): Promise<Response> {
  const words = peopleWords[visit.language.tongue].account;
  const { title: people } = peopleWords[visit.language.tongue];
  const { person, session: own } = visit;
  const sessions = (await deps.sessions.list(person.id)).filter((session) =>
    mayGoOn(session, person, visit.now),
  );
  const browser = ({ hash, agent }: Session) =>
    html`${deviceName(agent) ?? agent}${hash === own.hash ? html` <span class="tag">${words.this}</span>` : ''}`;
  const table = rowTable<Session>(
    [
      { label: words.browser, cell: browser },
      { label: words.since, cell: ({ createdAt }) => deskMoment(createdAt, 'UTC', visit.language) },
      { label: words.from, cell: ({ from }) => from },
      {
        label: '',
        // The button below ends this one.
        cell: ({ hash }) =>
          hash === own.hash
            ? ''
            : actButton(visit, '/desk/account/end', words.end, { values: { session: hash } }),
      },
    ],
    sessions,
    words.sessions,
  );
  const link = mayDo(person.roles, 'people', everyNewsletter)
    ? html`<p><a class="quiet" href="/desk/people">${people}</a></p>`
    : '';
  const said = visit.language.say(words.signedInAs, { address: person.address });
  const { tongue } = visit.language;
  const more = html`<p><a class="quiet" href="/desk/passkeys">${passkeysWords[tongue].title}</a></p>
<p><a class="quiet" href="/desk/tokens">${tokensWords[tongue].title}</a></p>`;
  const main = html`${notice(words.title, [said])}${table}${actButton(visit, '/desk/out', words.out)}${more}${link}`;
  return await deskPage(c, visit, { title: words.title, main });
}

async function postEndOne(c: Context, visit: Visit, { deps }: Desk): Promise<Response> {
  const hash = (await readForm(c)).text('session');
  await deps.sessions.end({ personId: visit.person.id, hash });
  return goTo(c, '/desk/account');
}

async function postOut(c: Context, { session }: Visit, { deps }: Desk): Promise<Response> {
  await deps.sessions.end(session);
  forgetSession(c);
  return goTo(c, '/desk/in', 'out');
}

function showLog(c: Context, visit: NewsletterVisit, desk: Desk): Promise<Response> {
  return logPage(c, visit, desk, visit.newsletter);
}

function showWholeLog(c: Context, visit: Visit, desk: Desk): Promise<Response> {
  return logPage(c, visit, desk);
}

function whatText(act: string, outcome: string, { language }: Visit): string {
  const text = actText(act, actWords[language.tongue]);
  return outcome === '' ? text : `${text} (${outcome})`;
}

async function logPage(
  c: Context,
  visit: Visit,
  { deps }: Desk,
  newsletter?: NewsletterVisit['newsletter'],
): Promise<Response> {
  const words = peopleWords[visit.language.tongue].log;
  const before = Number.parseInt(c.req.query('before') ?? '', 10);
  const place = newsletter?.id ?? everyNewsletter;
  const range = { ...(Number.isSafeInteger(before) ? { before } : {}), limit: entriesOfPage };
  const entries = await deps.audit.list(place, range);
  const people = new Map((await deps.people.list()).map(({ id, address }) => [id, address]));
  const whoOf = ({ personId, via, token }: AuditEntry) => {
    if (personId === undefined) return `${words.nobody} (${via})`;
    const who = people.get(personId) ?? personId;
    return token === undefined ? who : `${who} · ${token}`;
  };
  const changeOf = ({ before: was, after }: AuditEntry) =>
    factList(
      [was, after].flatMap((one, n) =>
        one === undefined ? [] : [[n === 0 ? '−' : '+', loggedText(one, visit.language)] as const],
      ),
    );
  const zone = newsletter?.zone ?? 'UTC';
  const table = rowTable<AuditEntry>(
    [
      { label: words.when, cell: ({ at }) => deskMoment(at, zone, visit.language) },
      { label: words.who, cell: whoOf },
      {
        label: words.what,
        cell: ({ act, outcome }) => whatText(act, words.outcome[outcome ?? 'begun'], visit),
      },
      {
        label: words.object,
        cell: ({ object = '' }) => html`<bdi>${loggedObject(object, zone, visit.language)}</bdi>`,
      },
      { label: words.change, cell: changeOf },
    ],
    entries,
  );
  const last = entries.length === entriesOfPage ? entries.at(-1)?.at : undefined;
  const path = newsletter === undefined ? '/desk/log' : deskPath(newsletter.id, '/log');
  const older =
    last === undefined
      ? ''
      : html`<p><a class="quiet" href="${path}?before=${last}" rel="next">${words.older}</a></p>`;
  const main = html`${notice(words.title, [words.lead])}${entries.length === 0 ? html`<p>${words.empty}</p>` : table}${older}`;
  const page = newsletter === undefined ? {} : { newsletter, page: 'log' as const };
  return await deskPage(c, visit, { title: words.title, main, ...page });
}
