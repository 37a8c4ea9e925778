/** Working on an import while somebody waits for the page: for a bounded while, the sweep does the rest. */
import type { Statement } from '../../subscriber/import/statement.ts';
import type { ImportKey } from '../../subscriber/import/stored-import.ts';
import type { Desk, NewsletterVisit } from './desk.ts';
import type { ListRefusal } from './import-says.ts';
import { type ImportsUses, importDeps } from './imports-uses.ts';

/**
 * From the request on: API Gateway gives up after half a minute, and reading the longest list takes
 * most of that. What is not done by then is for the sweep.
 */
const workedMs = 10_000;
/** What is taken in at once, without anybody waiting for the sweep. */
export const rowsAtOnceMax = 500;

/** Reads the list under this statement and looks its addresses up; says why when it cannot. */
export async function lookAt(
  visit: Pick<NewsletterVisit, 'newsletter' | 'now'>,
  desk: Desk<ImportsUses>,
  key: ImportKey,
  statement: Statement,
): Promise<ListRefusal | undefined> {
  const { lookAtImport } = await import('../../subscriber/import/look-at-import.ts');
  const looked = await lookAtImport(key, statement, importDeps(visit, desk));
  switch (looked.kind) {
    case 'looking':
      await workOn(visit, desk, key);
      return undefined;
    case 'unknown':
      return { kind: 'gone' };
    case 'unreadable':
      return { kind: 'unreadable', fault: looked.fault };
    case 'word':
      return { kind: 'word', fault: looked.fault };
    default:
      return { kind: looked.kind };
  }
}

/** Works on it while there is time, and at least a little. */
export async function workOn(
  visit: Pick<NewsletterVisit, 'newsletter' | 'now'>,
  desk: Desk<ImportsUses>,
  key: ImportKey,
): Promise<void> {
  const { importStep } = await import('../../subscriber/import/import-step.ts');
  await importStep(key, importDeps(visit, desk), visit.now + workedMs);
}
