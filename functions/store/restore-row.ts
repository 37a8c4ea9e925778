/** Pure: what a restore does about one row, by the rule of its kind. */
import { isDeepStrictEqual } from 'node:util';
import type { Row } from './client.ts';
import { restoreRules } from './restore-rules.ts';
import { type RowKind, rowKindOf } from './row-kinds.ts';
import { isExpired } from './subscriber-row.ts';

/** What is to be done about a row; of some kinds their own nouns decide. */
export type RowAct =
  | { readonly act: 'nothing' }
  /** Written if none is there. */
  | { readonly act: 'put'; readonly row: Row }
  | {
      readonly act:
        | 'due'
        | 'archive'
        | 'newsletter'
        | 'feed'
        | 'settings'
        | 'gate'
        | 'reader'
        | 'suppression'
        | 'trace';
    };

const nothing = { act: 'nothing' } as const;

/** A row with its kind. */
export interface KnownRow {
  readonly kind: RowKind;
  readonly row: Row;
}

/** The rows whose kind is known, and how many others there are. */
export function sortRows(rows: readonly Row[]): {
  readonly known: readonly KnownRow[];
  readonly strangers: number;
} {
  const known = rows.flatMap((row) => {
    const kind = rowKindOf({ pk: String(row.pk), sk: String(row.sk) });
    return kind === undefined ? [] : [{ kind, row }];
  });
  return { known, strangers: rows.length - known.length };
}

/** The newsletter that a row is of, where its key or an attribute tells. */
export function newsletterOfRow({ kind, row }: KnownRow): string | undefined {
  if (kind === 'newsletter') return String(row.sk);
  if (typeof row.newsletterId === 'string') return row.newsletterId;
  const [start = '', id] = String(row.pk).split('#');
  return ofNewsletter.has(start) ? id : undefined;
}

const ofNewsletter = new Set([
  'NEWSLETTER',
  'ITEMS',
  'TEXTS',
  'SEEN',
  'HELD',
  'ARCHIVE',
  'EDITIONS',
  'CALLS',
  'MARKS',
  'MOVES',
  'COUNTS',
  'LEAVINGS',
]);

/** Whether the row of now must be looked at before anything is decided. */
export function mattersNow({ kind }: KnownRow, lives: boolean): boolean {
  const { both, gone, alone } = restoreRules[kind];
  return both !== 'now' || gone !== 'stays away' || (!lives && alone !== 'stays away');
}

/**
 * What is done about a row of then beside the one of now; `lives`: its newsletter is there. A row
 * whose time is over at `at` (ms) is none.
 */
export function actBeside(
  one: KnownRow,
  now: Row | undefined,
  { lives, at }: { readonly lives: boolean; readonly at: number },
): RowAct {
  const { kind, row } = one;
  if (isExpired(row, at)) return nothing;
  if (now === undefined || isExpired(now, at))
    return lives ? actOnGone(one) : actAlone(one, { at, continues: false });
  const { both } = restoreRules[kind];
  if (both === 'now' || isDeepStrictEqual(row, now)) return nothing;
  if (both === 'reader') return { act: 'reader' };
  if (both === 'settings of then') return { act: 'settings' };
  return { act: kind === 'newsletter' ? 'newsletter' : 'gate' };
}

function actOnGone({ kind, row }: KnownRow): RowAct {
  switch (restoreRules[kind].gone) {
    case 'stays away':
      return nothing;
    case 'reader':
      return { act: 'reader' };
    case 'suppression':
      return { act: 'suppression' };
    case 'afresh':
      return { act: 'feed' };
    case 'comes back':
      return comingBack(kind, row);
  }
}

/**
 * What is done about a row of whose newsletter, or table, nobody knows what has happened since;
 * `continues`: nothing has, as that place mails nobody any more.
 */
export function actAlone(
  { kind, row }: KnownRow,
  { at, continues }: { readonly at: number; readonly continues: boolean },
): RowAct {
  if (isExpired(row, at)) return nothing;
  switch (restoreRules[kind].alone) {
    case 'stays away':
      return nothing;
    case 'reader':
      return { act: 'reader' };
    case 'afresh':
      return { act: 'feed' };
    case 'with its reader':
      return { act: 'trace' };
    case 'record':
      if (row.state === 'done') return { act: 'put', row: withoutDue(row) };
      return continues && kind === 'edition' && row.state !== 'dropped' ? { act: 'due' } : nothing;
    case 'where it was':
      return continues ? goingOn(kind, row) : nothing;
    case 'comes back':
      return comingBack(kind, row);
  }
}

function goingOn(kind: RowKind, row: Row): RowAct {
  if (kind === 'segment') return { act: 'due' };
  return kind === 'archive' ? { act: 'archive' } : { act: 'put', row };
}

function comingBack(kind: RowKind, row: Row): RowAct {
  if (kind === 'newsletter') return { act: 'newsletter' };
  return kind === 'gate' ? { act: 'gate' } : { act: 'put', row };
}

/** Nobody is to look at it by an instant. */
function withoutDue({ dueKind: _, dueAt: __, ...row }: Row): Row {
  return row;
}
