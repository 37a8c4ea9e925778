/** What the pages about imports read and write. */
import { languages } from '../../edition/languages.ts';
import { type OpenSegmentDeps, openSegment } from '../../edition/segment.ts';
import type { AddedReaders, ImportStepDeps } from '../../subscriber/import/import-hand.ts';
import type { ImportAround, ImportTable } from '../../subscriber/import/import-table.ts';
import type { LookDeps } from '../../subscriber/import/look-at-import.ts';
import type { StartDeps } from '../../subscriber/import/start-import.ts';
import type {
  ImportParts,
  ImportRecords,
  StoredImport,
} from '../../subscriber/import/stored-import.ts';
import type { UploadDeps } from '../../subscriber/import/upload-list.ts';
import type { Desk, NewsletterVisit } from './desk.ts';

/** Imports, and the readers whom they bring. */
export interface ImportsBook {
  readonly records: ImportRecords;
  readonly parts: ImportParts;
  readonly added: AddedReaders;
  readonly table: ImportTable;
  readonly join: OpenSegmentDeps['join'];
}

/** What the pages need of use cases. */
export interface ImportsUses {
  readonly imports: ImportsBook;
  readonly sending: {
    readonly state: () => Promise<{
      readonly paused?: { readonly at: number };
      readonly halted?: { readonly since: number; readonly reason: string };
    }>;
    /** As many mails as may go in a day, as far as is known. */
    readonly daily: (
      now: number,
    ) => Promise<{ readonly mails: number; readonly warmUpUntil?: number } | undefined>;
  };
}

/** The import that an address names; of another newsletter there is none. */
export async function importAt(
  importId: string | undefined,
  { newsletter }: Pick<NewsletterVisit, 'newsletter'>,
  { imports }: Pick<ImportsUses, 'imports'>,
): Promise<StoredImport | undefined> {
  if (importId === undefined) return undefined;
  if (!/^[\w-]{1,80}$/.test(importId)) return undefined;
  return imports.records.load({ newsletterId: newsletter.id, importId });
}

/** What the use cases of imports read and write, for this newsletter. */
export function importDeps(
  { newsletter }: Pick<NewsletterVisit, 'newsletter'>,
  { deps }: Desk<ImportsUses>,
): ImportStepDeps & UploadDeps & LookDeps & StartDeps {
  const { imports, keys, now, randomId } = deps;
  const around: ImportAround = {
    openSegment: (choice) => openSegment(choice, { join: imports.join, now }),
    signingKeys: async () => keys,
    ...{ now, randomId },
  };
  return {
    ...{ records: imports.records, parts: imports.parts, added: imports.added },
    ...{ table: imports.table, around, now, randomId, languages },
    newsletter: async () => newsletter,
  };
}
