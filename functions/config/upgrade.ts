/**
 * Bringing the rows of an earlier release up to this one: each migration goes once over the table,
 * while the doors go on with their work. It may stop anywhere and goes on from its cursor; done again
 * it changes nothing.
 */

/** The version of the rows that this release writes. A table of a higher one is of a newer release. */
export const schemaVersion = 4;
/** From this version on every reader is found by the beginning of their address. */
export const addressesFoundVersion = 3;
/** From this version on all readers of a newsletter are found in the order of their ids, and all its items in theirs. */
export const listedVersion = 4;

/** A row, attributes by name. */
export type AnyRow = Readonly<Record<string, unknown>>;

/** What a migration sets, as long as the attributes that it went by are as they were. */
export interface RowChange {
  readonly set: AnyRow;
  /** Names of attributes; one that was absent must be absent still. */
  readonly asLongAs: readonly string[];
}

/** One step from a version to the next. */
export interface Migration {
  /** The version of the table when it is done. */
  readonly version: number;
  /** What it does, in words for the owner: a sentence without the full stop. */
  readonly does: string;
  /** Pure: what is to be changed of a row; undefined when it is none of those, or changed already. */
  readonly change: (row: AnyRow) => RowChange | undefined;
}

/** How far a migration has come. */
export interface MigrationCursor {
  readonly version: number;
  /** Rows changed so far. */
  readonly changed: number;
  /** What the table goes on after. */
  readonly after?: AnyRow;
}

/** What upgrading reads and writes. */
export interface UpgradeDeps {
  /** Of the table; 0 when none is noted: it is of before there were versions. */
  readonly version: () => Promise<number>;
  readonly cursor: () => Promise<MigrationCursor | undefined>;
  /** A page of all rows; `next` is absent after the last. */
  readonly rows: (after?: AnyRow) => Promise<{ readonly rows: AnyRow[]; readonly next?: AnyRow }>;
  /** `refused` shows the row as it is now, none when it is gone. */
  readonly change: (row: AnyRow, change: RowChange) => Promise<'changed' | AnyRow | undefined>;
  readonly noteCursor: (cursor: MigrationCursor) => Promise<void>;
  /** Notes the version, and forgets the cursor. */
  readonly noteVersion: (version: number) => Promise<void>;
}

/** A migration, and the rows that it has changed, or would change. */
export interface Step {
  readonly version: number;
  readonly does: string;
  readonly rows: number;
}

/**
 * `newer`: nothing was touched. `pending`: what would be done. `damaged`: rows that could not be read,
 * and are left as they are.
 */
export type Upgraded =
  | { readonly kind: 'newer'; readonly version: number }
  | { readonly kind: 'current'; readonly version: number }
  | {
      readonly kind: 'pending' | 'done';
      readonly version: number;
      readonly steps: readonly Step[];
      readonly damaged: number;
    };

/** How a row is tried again whose door was faster. */
const triesMax = 3;

/** Goes over the table as often as there are migrations; without `isApplied` nothing is written. */
export async function upgradeTable(
  {
    isApplied,
    migrations,
  }: { readonly isApplied: boolean; readonly migrations: readonly Migration[] },
  deps: UpgradeDeps,
): Promise<Upgraded> {
  const version = await deps.version();
  if (version > schemaVersion) return { kind: 'newer', version };
  const due = migrations.filter((one) => one.version > version);
  if (due.length === 0) return { kind: 'current', version };
  const steps: Step[] = [];
  const damaged = { rows: 0 };
  for (const migration of due) {
    const rows = await goOver(migration, { isApplied, damaged }, deps);
    steps.push({ version: migration.version, does: migration.does, rows });
    if (isApplied) await deps.noteVersion(migration.version);
  }
  return { kind: isApplied ? 'done' : 'pending', version, steps, damaged: damaged.rows };
}

interface Going {
  readonly isApplied: boolean;
  readonly damaged: { rows: number };
}

async function goOver(migration: Migration, going: Going, deps: UpgradeDeps): Promise<number> {
  const left = going.isApplied ? await deps.cursor() : undefined;
  const begun = left?.version === migration.version ? left : undefined;
  let { changed, after }: { changed: number; after?: AnyRow | undefined } = begun ?? { changed: 0 };
  for (;;) {
    const page = await deps.rows(after);
    for (const row of page.rows) changed += await changeRow(migration, row, going, deps);
    after = page.next;
    if (after === undefined) return changed;
    if (going.isApplied) {
      await deps.noteCursor({ version: migration.version, changed, after });
    }
  }
}

/** Returns how many rows that were: one or none. */
async function changeRow(
  { change }: Migration,
  row: AnyRow,
  { isApplied, damaged }: Going,
  deps: UpgradeDeps,
): Promise<0 | 1> {
  let current = row;
  for (let tries = 0; tries < triesMax; tries++) {
    const wanted = changeOrDamage(change, current, damaged);
    if (wanted === undefined) return 0;
    if (!isApplied) return 1;
    const result = await deps.change(current, wanted);
    if (result === 'changed') return 1;
    if (result === undefined) return 0;
    current = result;
  }
  throw new Error('A row changed again and again while it was upgraded: try again.');
}

function changeOrDamage(
  change: Migration['change'],
  row: AnyRow,
  damaged: Going['damaged'],
): RowChange | undefined {
  try {
    return change(row);
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'MalformedRow') throw error;
    damaged.rows += 1;
    return undefined;
  }
}
