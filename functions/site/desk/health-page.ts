/** How everything stands, as far as the table tells; and whether mail goes out at all. */
import type { Context } from 'hono';
import { html } from 'hono/html';
import { notice } from '../page.ts';
import { deadLettersLink } from './dead-letters-card.ts';
import type { Desk, Visit } from './desk.ts';
import { deskPage } from './frame.ts';
import { healthWords } from './health-words.ts';
import { notedOrQuoted } from './noted.ts';
import { actButton, goTo, rowTable, saidBanner } from './parts.ts';
import { resumeTold } from './resumed.ts';
import { type WarmUpUses, warmUpCard } from './warm-up.ts';
import { warmUpWords } from './warm-up-words.ts';
import type { DeskLanguage } from './words.ts';

/** One fact, judged: what it is about, whether it is fine, and what its words are filled with. */
interface HealthLine {
  readonly about: string;
  readonly state: string;
  readonly kind: string;
  readonly values: Readonly<Record<string, string | number>>;
}

/** What the page reads, and its one switch. */
export interface HealthUses {
  readonly health: {
    /** Where a relay takes our mail, its host: nothing there is of AWS. */
    readonly relay: string | undefined;
    readonly look: (now: number) => Promise<{
      readonly diagnoses: readonly HealthLine[];
      readonly paused: object | undefined;
    }>;
    readonly pause: (pause: {
      readonly at: number;
      readonly by: 'owner';
      readonly reason: string;
    }) => Promise<void>;
    readonly resume: () => Promise<{ readonly kind: 'resumed' | 'moved' }>;
  };
}

type Texts = Readonly<Record<string, string>>;

/** What a line says, where a relay takes our mail as it is said there. */
export function lineText(
  { kind, values }: HealthLine,
  language: DeskLanguage,
  relay: string | undefined,
): string {
  const { tongue, say } = language;
  const { diagnoses, served, queues } = healthWords[tongue];
  const names: Texts = queues;
  const texts: Texts = relay === undefined ? diagnoses : { ...diagnoses, ...served };
  const written = Object.entries(values).map(([name, value]) => {
    if (name === 'queue') return [name, names[value] ?? value];
    const isTheirs = name === 'reason' || name === 'words';
    return [name, isTheirs ? notedOrQuoted(String(value), language) : figureText(value, language)];
  });
  return say(texts[kind] ?? kind, Object.fromEntries(written));
}

/** A share with two digits behind its point is written as the language writes it. */
function figureText(value: string | number, { written }: DeskLanguage): string | number {
  const digits = typeof value === 'string' ? /^\d+\.(\d+)$/.exec(value)?.[1]?.length : undefined;
  if (digits === undefined) return value;
  const figures = new Intl.NumberFormat(written, { minimumFractionDigits: digits });
  return figures.format(Number(value));
}

/** GET /desk/health */
export async function showHealth(
  c: Context,
  visit: Visit,
  desk: Desk<HealthUses & WarmUpUses>,
): Promise<Response> {
  const { language } = visit;
  const { deps } = desk;
  const words = healthWords[language.tongue];
  const [{ diagnoses, paused }, warmUp] = await Promise.all([
    deps.health.look(visit.now),
    warmUpCard(visit, desk),
  ]);
  const subjects: Texts = words.subjects;
  const states: Texts = words.states;
  const { relay } = deps.health;
  const table = rowTable<HealthLine>(
    [
      { label: words.title, cell: ({ about }) => subjects[about] ?? about },
      {
        label: words.state,
        cell: ({ state }) =>
          html`<span class="tag ${state === 'fine' ? 'good' : 'bad'}">${states[state] ?? state}</span>`,
      },
      { label: words.what, cell: (line) => lineText(line, language, relay) },
    ],
    [...diagnoses].sort(
      (one, other) => Number(one.state === 'fine') - Number(other.state === 'fine'),
    ),
  );
  const act = paused === undefined ? 'pause' : 'resume';
  const kind = act === 'pause' ? 'danger' : 'first';
  const button = visit.may('send')
    ? html`<section class="card"><h2>${words[act]}</h2><p>${words[`${act}Lead`]}</p>${actButton(visit, `/desk/health/${act}`, words[act], { kind })}</section>`
    : '';
  const said = { ...words.said, ...warmUpWords[language.tongue].said };
  const main = html`${saidBanner(c, said)}${notice(words.title, [words.lead])}${table}<p>${deadLettersLink(visit)}</p>${button}${warmUp}<p>${relay === undefined ? words.more : words.moreServed}</p>`;
  return await deskPage(c, visit, { title: words.title, main });
}

/** POST /desk/health/pause */
export async function postPause(
  c: Context,
  visit: Visit,
  { deps }: Desk<HealthUses>,
): Promise<Response> {
  const reason = 'at the desk, by the owner.';
  await deps.health.pause({ at: visit.now, by: 'owner', reason });
  visit.tell({ object: 'sending', after: 'paused' });
  return goTo(c, '/desk/health', 'paused');
}

/** POST /desk/health/resume */
export async function postResume(
  c: Context,
  visit: Visit,
  { deps }: Desk<HealthUses>,
): Promise<Response> {
  const { kind } = await deps.health.resume();
  visit.tell(resumeTold(kind));
  return goTo(c, '/desk/health', kind);
}
