/** What is said of lists and imports, in the words of who reads. Pure. */

import { listBytesMax, listRowsMax } from '../../subscriber/import/list-limits.ts';
import { byCommand, type StoredImport } from '../../subscriber/import/stored-import.ts';
import type { ImportOutcome } from '../../subscriber/import-readers.ts';
import type { WordFault } from '../../subscriber/list/column-words.ts';
import type { ListFault, RowFault } from '../../subscriber/list/fault.ts';
import type { Html } from '../page.ts';
import { deskPath, type NewsletterVisit } from './desk.ts';
import { type ImportsWords, importsWords } from './imports-words.ts';
import { deskMoment } from './moment.ts';
import { rowTable } from './parts.ts';
import type { DeskLanguage } from './words.ts';

/** Somebody who looks at imports. */
export interface ImportSaying {
  readonly visit: NewsletterVisit;
  readonly words: ImportsWords;
  readonly language: DeskLanguage;
  readonly at: (instant: number) => string;
}

/** What a visit has to say of imports. */
export function importSaying(visit: NewsletterVisit): ImportSaying {
  const { language, newsletter } = visit;
  const at = (instant: number) => deskMoment(instant, newsletter.zone, language);
  return { visit, words: importsWords[language.tongue], language, at };
}

/** The address of an import, or of an act on it. */
export function importPath(
  { newsletterId, importId }: Pick<StoredImport, 'newsletterId' | 'importId'>,
  act = '',
): string {
  return deskPath(newsletterId, `/imports/${importId}${act === '' ? '' : `/${act}`}`);
}

/** Whose import it is, by the name that people know. */
export function byWhom(
  { by }: Pick<StoredImport, 'by'>,
  names: ReadonlyMap<string, string>,
  { past }: ImportSaying['words'],
): string {
  if (by === byCommand) return past.command;
  return (by !== undefined && names.get(by)) || past.nobody;
}

/** What limits a list, as it is told. */
export const listLimits = { size: listBytesMax / 1024 / 1024, rows: listRowsMax } as const;

/** Why nothing of a list was taken. */
export type ListRefusal =
  | { readonly kind: 'nothing' | 'too-long' | 'empty' | 'gone' | 'busy' }
  | { readonly kind: 'word'; readonly fault: WordFault }
  | { readonly kind: 'unreadable'; readonly fault: ListFault };

const columnsCharsMax = 200;

/** The same in a sentence. */
export function refusalText(
  refusal: ListRefusal,
  { words, language }: Pick<ImportSaying, 'words' | 'language'>,
): string {
  const { unreadable } = words;
  switch (refusal.kind) {
    case 'too-long':
      return language.say(unreadable.tooLong, listLimits);
    case 'word': {
      const { fault } = refusal;
      return fault.kind === 'no-column'
        ? language.say(unreadable.noColumn, { name: fault.name })
        : language.say(unreadable.saysItself, { heading: fault.heading });
    }
    case 'unreadable':
      return listFaultText(refusal.fault, { words, language });
    default:
      return unreadable[refusal.kind];
  }
}

function listFaultText(
  fault: ListFault,
  { words: { unreadable }, language }: Pick<ImportSaying, 'words' | 'language'>,
): string {
  switch (fault.kind) {
    case 'not-utf-8':
      return unreadable.notUtf8;
    case 'garbled-heading':
      return unreadable.garbled;
    case 'open-quote':
      return fault.line === undefined
        ? unreadable.openQuote
        : language.say(unreadable.openQuoteNear, { line: fault.line });
    case 'no-heading':
      return unreadable.noHeading;
    case 'second-heading':
      return language.say(unreadable.secondHeading, { line: fault.line });
    case 'packed':
      return unreadable.packed;
    case 'no-addresses': {
      const columns = fault.heading.join(', ').slice(0, columnsCharsMax);
      return language.say(unreadable.noAddresses, { columns });
    }
  }
}

/** Why a row is not taken. Words of the list in it are as the list has them: any text at all. */
export function rowFaultText(
  fault: RowFault,
  { words: { rowFaults }, language }: Pick<ImportSaying, 'words' | 'language'>,
): string {
  switch (fault.kind) {
    case 'address':
      return rowFaults[fault.reason];
    case 'open': {
      const { heading, word, standing } = fault;
      if (heading === '') return rowFaults.elsewhere;
      const isSilent = standing === 'silent' && word === '';
      return language.say(isSilent ? rowFaults.silent : rowFaults.open, { heading, word });
    }
    case 'not-ours':
      return language.say(rowFaults['not-ours'], { column: fault.column });
    default:
      return rowFaults[fault.kind];
  }
}

/** How rows can end. */
type RowEnd = ImportOutcome | 'unread' | 'mark';

type Counts = StoredImport['counts'];

/** How many rows come to what, in the order of the words. */
export function outcomeTable(
  counts: Counts,
  tense: 'done' | 'planned',
  { words, language }: ImportSaying,
): Html {
  const ends = Object.keys(words.outcomes) as RowEnd[];
  return rowTable<RowEnd>(
    [
      { label: words.look.outcome, cell: (end) => words.outcomes[end][tense] },
      {
        label: words.look.count,
        cell: (end) => language.number(counts[end] ?? 0),
        isFigure: true,
      },
    ],
    ends.filter((end) => (counts[end] ?? 0) > 0),
  );
}

/** How many rows are in these counts. */
export function sumOf(counts: Counts): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
