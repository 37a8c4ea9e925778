/** Tokens: what programs show to act at the desk for somebody. Made here, and shown once. */
import type { Context } from 'hono';
import { html } from 'hono/html';
import { auditText } from '../../owner/audit.ts';
import { everyNewsletter, mayDo } from '../../owner/rights.ts';
import {
  type MakeTokenDeps,
  makeToken,
  type Token,
  tokenDays,
  tokenDaysUsual,
  tokenRights,
  working,
} from '../../owner/token.ts';
import { type Html, notice } from '../page.ts';
import { readForm } from '../visitor.ts';
import type { Desk, DeskRoute, Visit } from './desk.ts';
import { deskPage } from './frame.ts';
import { deskMoment } from './moment.ts';
import {
  actButton,
  actForm,
  type Column,
  choiceField,
  goTo,
  rowTable,
  saidBanner,
  textField,
} from './parts.ts';
import { type TokensWords, tokensWords } from './tokens-words.ts';

/** What the page reads and writes. */
export interface TokensUses {
  readonly tokens: Pick<MakeTokenDeps, 'list' | 'add'> & {
    readonly remove: (id: string) => Promise<void>;
  };
}

const about = { about: 'all', right: 'signed-in' } as const;

/** The page, and its acts: a token works for long, so who makes one has just proved who they are. */
export const tokensRoutes: readonly DeskRoute<TokensUses>[] = [
  { ...about, method: 'get', path: '/tokens', answer: showTokens },
  { ...about, method: 'post', path: '/tokens', isGrave: true, answer: postToken },
  { ...about, method: 'post', path: '/tokens/revoke', answer: postRevoke },
];

type Asks = [c: Context, visit: Visit, desk: Desk<TokensUses>];

async function showTokens(...[c, visit, { deps }]: Asks): Promise<Response> {
  const words = tokensWords[visit.language.tongue];
  const { person, now } = visit;
  const isOwner = visit.mayEverywhere('people');
  const all = working(await deps.tokens.list(), now);
  const shown = all.filter(({ personId }) => isOwner || personId === person.id);
  const people = new Map((await deps.people.list()).map(({ id, address }) => [id, address]));
  const list =
    shown.length === 0
      ? html`<p>${words.none}</p>`
      : rowTable<Token>(columnsOf(visit, words, isOwner ? people : undefined), shown);
  const main = html`${saidBanner(c, words.said)}${notice(words.title, [words.lead])}
<p>${words.described} <a href="/desk/api/openapi.json" dir="ltr">/desk/api/openapi.json</a></p>${list}
<h2>${words.make}</h2>${formOf(visit, words)}`;
  return await deskPage(c, visit, { title: words.title, main });
}

/** Whoever looks after the people sees everybody's. */
function columnsOf(
  visit: Visit,
  words: TokensWords,
  people: ReadonlyMap<string, string> | undefined,
): readonly Column<Token>[] {
  const at = (instant: number) => deskMoment(instant, 'UTC', visit.language);
  const who: Column<Token> = {
    label: words.who,
    cell: ({ personId }) => people?.get(personId) ?? personId,
  };
  return [
    { label: words.name, cell: ({ name }) => name },
    ...(people === undefined ? [] : [who]),
    { label: words.may, cell: (token) => scopeOf(token, visit, words) },
    { label: words.made, cell: ({ createdAt }) => at(createdAt) },
    { label: words.used, cell: ({ usedAt }) => (usedAt === undefined ? words.never : at(usedAt)) },
    { label: words.ends, cell: ({ endsAt }) => at(endsAt) },
    {
      label: '',
      cell: ({ id, name }) =>
        actButton(visit, '/desk/tokens/revoke', words.revoke, {
          ...{ about: name, values: { token: id }, kind: 'danger' },
        }),
    },
  ];
}

function scopeOf(token: Token, { newsletters }: Visit, words: TokensWords): Html {
  const { newsletterId, rights, isGrave } = token;
  const named = newsletters.find(({ id }) => id === newsletterId)?.name ?? newsletterId;
  const place = newsletterId === everyNewsletter ? words.all : named;
  const may = tokenRights.filter((right) => rights.includes(right));
  const lines = [
    ...may.map((right) => words.rights[right]),
    ...(isGrave ? [words.graveShort] : []),
  ];
  return html`<span dir="auto">${place}</span><ul>${lines.map((line) => html`<li>${line}</li>`)}</ul>`;
}

function formOf(visit: Visit, words: TokensWords): Html {
  const { roles } = visit.person;
  const places = [
    ...(visit.mayEverywhere('look') ? [[everyNewsletter, words.all] as const] : []),
    ...visit.newsletters.map(({ id, name }) => [id, name] as const),
  ];
  const held = tokenRights.filter((right) => places.some(([id]) => mayDo(roles, right, id)));
  const box = (name: string, value: string, label: string) =>
    html`<div><label class="choice"><input type="checkbox" name="${name}" value="${value}"> ${label}</label></div>`;
  const fields = html`${textField({ name: 'name', label: words.name, hint: words.nameHint, isRequired: true })}
${choiceField({ name: 'newsletter', label: words.where, value: places[0]?.[0] ?? '', options: places })}
<fieldset><legend>${words.may}</legend>${held.filter((right) => right !== 'look').map((right) => box('right', right, words.rights[right]))}${box('grave', 'yes', words.grave)}</fieldset>
${choiceField({ name: 'days', label: words.days, value: String(tokenDaysUsual), options: tokenDays.map((days) => [String(days), words.lasts[days]] as const) })}`;
  return actForm(visit, '/desk/tokens', fields, words.make);
}

async function postToken(...[c, visit, { deps }]: Asks): Promise<Response> {
  const words = tokensWords[visit.language.tongue];
  const form = await readForm(c);
  const wanted = form.list('right');
  const rights = tokenRights.filter((right) => right === 'look' || wanted.includes(right));
  const wish = {
    ...{ person: visit.person, rights, newsletterId: form.text('newsletter') },
    ...{ name: form.text('name'), isGrave: form.text('grave') === 'yes' },
    days: Number(form.text('days')),
  };
  const { randomId, now } = deps;
  const made = await makeToken(wish, { ...deps.tokens, randomId, now });
  if (made.kind !== 'made') {
    visit.tell({ outcome: 'refused', after: made.kind });
    return goTo(c, '/desk/tokens', made.kind);
  }
  const { name, newsletterId, isGrave, endsAt } = made.token;
  const told = { name, newsletterId, rights, isGrave, endsAt };
  visit.tell({ object: `token ${made.token.id}`, after: auditText(told) });
  // Not behind a redirect: it would have to be kept until it is shown.
  const main = html`${notice(words.newTitle, [words.newLead])}<p dir="ltr"><code>${made.text}</code></p><p><a class="quiet" href="/desk/tokens">${words.back}</a></p>`;
  return await deskPage(c, visit, { title: words.newTitle, main });
}

/** One's own; of somebody else's whoever looks after the people. */
async function postRevoke(...[c, visit, { deps }]: Asks): Promise<Response> {
  const id = (await readForm(c)).text('token');
  const token = (await deps.tokens.list()).find((one) => one.id === id);
  const isTheirs = token?.personId === visit.person.id || visit.mayEverywhere('people');
  const isMeant = token !== undefined && isTheirs;
  visit.tell({
    ...{ object: `token ${id}`, outcome: isMeant ? 'done' : 'refused' },
    ...(isMeant ? { before: token.name } : {}),
  });
  if (isMeant) await deps.tokens.remove(id);
  return goTo(c, '/desk/tokens', isMeant ? 'revoked' : 'gone');
}
