/** How far an import is, what came of it, and what the mail of its readers waits for. */

import { html } from 'hono/html';
import { isWorkedOn } from '../../config/in-hand.ts';
import { byCommand, type StoredImport } from '../../subscriber/import/stored-import.ts';
import type { Html } from '../page.ts';
import { pacePart } from './import-look.ts';
import { type ImportSaying, importPath, outcomeTable, sumOf } from './import-says.ts';
import { notedText } from './noted.ts';
import { actForm, rowTable } from './parts.ts';

/** An import that was looked at, at an instant (ms). */
export interface ImportView {
  readonly stored: StoredImport;
  readonly saying: ImportSaying;
  /** It is an export of our own: its readers come back as they were. */
  readonly isOwn: boolean;
  readonly now: number;
}

/** How far it is, what it waits for, and what can be done about it. */
export function progressPart(view: ImportView): Html {
  const { stored, saying } = view;
  const { visit, words, language } = saying;
  const { state, row, rows, ran } = stored;
  if (state !== 'looking' && state !== 'running' && state !== 'undoing') return html``;
  const all = state === 'undoing' ? (ran?.rows ?? rows) : rows;
  const done = Math.min(row, all);
  const lead = language.say(words.progress[state], { done, rows: all });
  const again = html`<p><a href="${importPath(stored)}">${words.progress.again}</a></p>`;
  const onward = isHere(stored)
    ? html`<div class="acts">${actForm(visit, importPath(stored, 'on'), html``, words.progress.now, { kind: 'second' })}</div>`
    : '';
  const soFar =
    state === 'running' && sumOf(stored.counts) > 0
      ? html`<section><h2>${words.progress.soFar}</h2>${outcomeTable(stored.counts, 'done', saying)}</section>`
      : '';
  return html`<section class="card"><p><strong>${lead}</strong></p>
<progress max="${all}" value="${done}" aria-label="${lead}"></progress>
<p>${waitText(view)}</p>${again}${onward}</section>${soFar}${state === 'running' ? stopPart(view) : ''}`;
}

/** Whether the system works on it: the command does so where its file is. */
function isHere({ by, state }: StoredImport): boolean {
  return by !== byCommand || state === 'undoing';
}

function waitText({ stored, saying, now }: ImportView): string {
  const { words, language, at } = saying;
  const { lookAgainAt, createdAt, worker } = stored;
  if (!isHere(stored)) {
    return isWorkedOn(stored, now)
      ? words.progress.command
      : language.say(words.progress.silent, { at: at(worker?.until ?? createdAt) });
  }
  if (isWorkedOn(stored, now)) return words.progress.atWork;
  return language.say(words.progress.waits, { at: at(Math.max(lookAgainAt ?? now, now)) });
}

function stopPart({ stored, saying, isOwn }: ImportView): Html {
  const { visit, words } = saying;
  const { progress } = words;
  const label = isOwn ? progress.stopOwn : progress.stop;
  const hint = isOwn ? progress.stopOwnHint : progress.stopHint;
  return html`<section class="card"><h2>${label}</h2><p>${hint}</p>${actForm(visit, importPath(stored, 'undo'), html``, label, { kind: 'danger' })}</section>`;
}

/** What came of it, and taking it back. */
export function donePart({ stored, saying, isOwn }: ImportView): Html {
  const { visit, words, language } = saying;
  const { state, counts, startedAt } = stored;
  if (state === 'given-up') return html`<p>${words.done.givenUp}</p>`;
  if (state !== 'done') return html``;
  const run = new Date(startedAt ?? 0).toISOString();
  const undo = isOwn
    ? html`<p>${words.done.own}</p>`
    : html`<section class="card"><h2>${words.done.undo}</h2><p>${language.say(words.done.undoHint, { run })}</p>${actForm(visit, importPath(stored, 'undo'), html``, words.done.undo, { kind: 'danger' })}</section>`;
  return html`<section><h2>${words.done.outcomes}</h2>${outcomeTable(counts, 'done', saying)}${pacePart(counts.asked ?? 0, saying)}</section>${undo}`;
}

/** What came of taking it back, and what had come of it before. */
export function undonePart({ stored, saying }: ImportView): Html {
  const { words, language } = saying;
  const { state, counts, ran } = stored;
  if (state !== 'undoing' && state !== 'undone') return html``;
  const ends = ['takenBack', 'touched'] as const;
  const table = rowTable<(typeof ends)[number]>(
    [
      { label: words.look.outcome, cell: (end) => words.done[end] },
      {
        label: words.look.count,
        cell: (end) => language.number(counts[end] ?? 0),
        isFigure: true,
      },
    ],
    ends,
  );
  return html`<section><h2>${words.done.undone}</h2>${table}</section>
<section><h2>${words.done.before}</h2>${outcomeTable(ran?.counts ?? {}, 'done', saying)}</section>`;
}

/** What keeps mail back. Instants are in milliseconds. */
interface SendingLook {
  readonly paused?: { readonly at: number };
  readonly halted?: { readonly since: number; readonly reason: string };
  readonly daily: { readonly mails: number; readonly warmUpUntil?: number } | undefined;
}

/** What the mail of those who came in waits for. */
export function mailPart({ paused, halted, daily }: SendingLook, saying: ImportSaying): Html {
  const { words, language, at } = saying;
  const { mail } = words;
  const lines: string[] = [];
  if (paused !== undefined) lines.push(language.say(mail.paused, { at: at(paused.at) }));
  if (halted !== undefined) {
    const reason = notedText(halted.reason, language);
    lines.push(language.say(mail.halted, { at: at(halted.since), reason }));
  }
  if (daily?.warmUpUntil !== undefined) {
    lines.push(language.say(mail.warmUp, { mails: daily.mails, until: at(daily.warmUpUntil) }));
  } else if (daily !== undefined) {
    lines.push(language.say(mail.daily, { mails: daily.mails }));
  }
  return html`<section><h2>${mail.title}</h2>${lines.map((line) => html`<p>${line}</p>`)}<p>${mail.next}</p></section>`;
}
