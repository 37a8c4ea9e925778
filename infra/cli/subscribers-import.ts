/** `subscribers import`: readers from another system's list, or from an export of our own. */
import { statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import type { Newsletter } from '../../functions/edition/newsletter.ts';
import { shorten, singleLine } from '../../functions/edition/print/single-line.ts';
import { importMailsAnHour } from '../../functions/subscriber/windows.ts';
import { chosenNewsletter, newsletterOption } from './chosen.ts';
import { type Answer, command, type Input } from './command.ts';
import type { Connection } from './connection.ts';
import { type CsvRow, readCsv } from './csv-file.ts';
import { RefusedError, UsageError } from './errors.ts';
import { isOwnHeading, ownReader } from './export-format.ts';
import { importDeps, type Note } from './import-deps.ts';
import {
  fingerprintOf,
  forgetProgress,
  noteProgress,
  type Progress,
  readProgress,
} from './import-progress.ts';
import { type Counts, type ImportRun, runImport } from './import-run.ts';
import { outcomeWords } from './import-words.ts';
import { readArrival } from './reader-arrival.ts';
import { layoutOf, listSystems, plainName, stateOfFile } from './reader-lists.ts';
import { wrapped } from './table-text.ts';
import { countText, numberText } from './time-text.ts';

const andOf = (names: readonly string[]) => `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;

const options = {
  ...newsletterOption,
  proof: {
    type: 'string',
    value: 'TEXT',
    help: 'where their consent can be looked up; without it each is asked to confirm by mail',
  },
  report: { type: 'string', value: 'FILE', help: 'where refused rows go (FILE.refused.csv)' },
  apply: { type: 'boolean', help: 'do it; without it nothing is written but the report' },
} as const;

/** `subscribers import`: looks at a list, and brings it in. */
export const importSubscribers = command({
  name: 'subscribers import',
  summary: 'Take in readers from a CSV file: look first, then again with --apply',
  details: [
    `Lists of ${andOf(listSystems)} are known by their columns, and`,
    'so is our own export; any other needs a column "email". Nobody who reads, has left, is suppressed',
    'or was erased here is touched. Who has left elsewhere is remembered, and never mailed.',
    `Without --proof every reader is asked to confirm, at most ${importMailsAnHour} an hour.`,
    'An interrupted import goes on where it was when it is started again in the same words.',
  ],
  takes: ['FILE'],
  options,
  isReading: true,
  run: importAll,
});

const proofCharsMax = 300;
const headingColumnsMax = 200;

/** Brings the rows of a file in, or looks at them only; says what came of each. */
export async function importAll(
  { args: [name = ''], values, screen }: Input<typeof options>,
  connection: Connection,
): Promise<Answer> {
  const newsletter = await chosenNewsletter(values.newsletter, connection);
  const proof = proofOf(values.proof);
  const path = resolve(screen.folder, name);
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) {
    throw new RefusedError(`There is no file ${name}.`);
  }
  const isDry = values.apply !== true;
  const reportName = values.report ?? `${name}.refused.csv`;
  const reportPath = resolve(screen.folder, reportName);
  if (reportPath === path) throw new UsageError('--report would write over the list itself.');
  const progressPath = `${reportPath}.progress`;
  const of = fingerprintOf(path, [newsletter.id, proof]);
  const earlier = isDry ? undefined : readProgress(progressPath, of);
  const at = earlier?.startedAt ?? connection.now();
  const list = await openList(path, newsletter, at);
  const run: ImportRun = {
    ...list,
    terms: { newsletterId: newsletter.id, proof, at },
    reportPath,
    earlier,
    progress: (rows) => screen.progress?.(`${numberText(rows)} rows …`),
  };
  const note: Note = (progress) => noteProgress(progressPath, { of, startedAt: at, ...progress });
  const counts = await runImport(
    run,
    await importDeps(run.terms, isDry ? undefined : note, connection),
  );
  if (!isDry) await forgetProgress(progressPath);
  return answerOf({ counts, isDry, list, name, reportName, earlier }, screen.columns);
}

function proofOf(text: string | undefined): string | undefined {
  const proof = text?.trim();
  if (proof === undefined) return undefined;
  if (proof !== '' && proof.length <= proofCharsMax && !/\p{Cc}/u.test(proof)) return proof;
  throw new UsageError(`--proof takes 1 to ${proofCharsMax} characters in one line.`);
}

type List = Pick<ImportRun, 'rows' | 'read'> & { readonly system: string };

/** Reads the heading, and knows by it how to read the rest. */
async function openList(path: string, newsletter: Newsletter, now: number): Promise<List> {
  const rows = readCsv(path);
  const first = await rows.next();
  const heading = (first.value as CsvRow | undefined)?.cells ?? [];
  if (isOwnHeading(heading)) {
    const read = ownReader(heading.map(plainName), newsletter);
    return { rows, system: 'a Paperboy', read };
  }
  const layout = layoutOf(heading);
  if (layout === undefined) {
    await rows.return(undefined);
    throw new RefusedError(noAddresses(basename(path), heading));
  }
  const stateOfAll = stateOfFile(basename(path));
  const terms = { newsletter, layout, stateOfAll, now };
  return { rows, system: layout.system, read: (cells) => readArrival(cells, terms) };
}

function noAddresses(name: string, heading: readonly string[]): string {
  if (heading[0]?.startsWith('PK\u0003\u0004')) {
    return `${name} is a ZIP or Excel file. Unpack it, or save the sheet as CSV.`;
  }
  const columns = shorten(singleLine(heading.join(', ')), headingColumnsMax) || 'empty';
  return `No column of ${name} holds addresses: its heading is ${columns}.`;
}

interface Told {
  readonly counts: Counts;
  readonly isDry: boolean;
  readonly list: List;
  readonly name: string;
  readonly reportName: string;
  readonly earlier: Progress | undefined;
}

function answerOf(told: Told, columns: number): Answer {
  const { counts, isDry, list, name, reportName, earlier } = told;
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const ends = Object.entries(outcomeWords).flatMap(([end, words]) => {
    const count = counts[end] ?? 0;
    const what = isDry ? (words.planned ?? words.done) : words.done;
    return count === 0 ? [] : [`  ${numberText(count)} ${what}.`];
  });
  const refused = Object.entries(outcomeWords)
    .filter(([end, { reason }]) => end === 'unread' || reason !== undefined)
    .reduce((sum, [end]) => sum + (counts[end] ?? 0), 0);
  const hours = Math.ceil((counts.asked ?? 0) / importMailsAnHour);
  const pace =
    `The mails go out at most ${importMailsAnHour} an hour, and half of what one domain may ` +
    `get: it takes ${countText(hours, 'hour')} or longer. Who does not confirm is forgotten.`;
  return {
    lines: [
      `${basename(name)} is a list of ${list.system} with ${countText(all, 'row')}:`.replace(
        'a list of a list',
        'a list',
      ),
      ...ends,
      ...(hours > 0 ? wrapped(pace, columns) : []),
      ...(earlier === undefined ? [] : ['It went on where it was interrupted.']),
      ...(refused > 0 ? [`Every refused row, and why: ${reportName}`] : []),
      ...(isDry ? ['', 'Nothing was written yet. Do it with --apply.'] : []),
    ],
    json: { ...counts, isDryRun: isDry },
    isRefused: all === 0,
  };
}
