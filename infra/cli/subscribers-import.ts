/** `subscribers import`: readers from other systems' lists, or from an export of our own. */
import { createReadStream, statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { languages } from '../../functions/edition/languages.ts';
import type { Newsletter } from '../../functions/edition/newsletter.ts';
import type { ListSettings, OpenedList } from '../../functions/subscriber/list/opened-list.ts';
import { listSystems } from '../../functions/subscriber/list/reader-lists.ts';
import { openSeen } from '../../functions/subscriber/list/seen-addresses.ts';
import { vouchedCharsMax, vouchedText } from '../../functions/subscriber/list/vouched.ts';
import { surveyOf } from '../../functions/subscriber/list/worst-standings.ts';
import { importMailsAnHour } from '../../functions/subscriber/windows.ts';
import { chosenOpenNewsletter, newsletterOption } from './chosen.ts';
import { type Answer, command, type Input } from './command.ts';
import type { Connection } from './connection.ts';
import { RefusedError, UsageError } from './errors.ts';
import { type FileTold, fileAnswer, refusalText } from './import-answer.ts';
import { importDeps, noteRun } from './import-deps.ts';
import { fingerprintOf, forgetProgress, noteProgress, readProgress } from './import-progress.ts';
import { type ImportRun, type RunDeps, runImport } from './import-run.ts';
import { undoImport } from './import-undo.ts';
import { checkColumnWords, columnWordsOf, meaningNames, openFile } from './list-words.ts';
import { numberText } from './time-text.ts';

const andOf = (names: readonly string[]) => `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;

const options = {
  ...newsletterOption,
  proof: {
    type: 'string',
    value: 'TEXT',
    help: 'where their consent can be looked up; without it each is asked to confirm by mail',
  },
  column: {
    type: 'string',
    multiple: true,
    value: 'HEADING=MEANING',
    help: `what a column is about that does not say so itself: ${meaningNames}`,
  },
  'all-subscribed': {
    type: 'boolean',
    help: 'you say that all wanted mail of whom the file says nothing; kept with the proof',
  },
  report: { type: 'string', value: 'FILE', help: 'where refused rows go (FILE.refused.csv)' },
  undo: { type: 'string', value: 'RUN', help: 'take back what that import added' },
  apply: { type: 'boolean', help: 'do it; without it nothing is written but the report' },
} as const;

/** `subscribers import`: looks at lists, and brings them in. */
export const importSubscribers = command({
  name: 'subscribers import',
  summary: 'Take in readers from CSV files: look first, then again with --apply',
  details: [
    `Lists of ${andOf(listSystems)} are known by their columns, and`,
    'so is our own export; any other needs a column "email". Whoever a file says has left, bounced,',
    'complained, or never confirmed or agreed is never mailed, and remembered so; the worst counts that',
    'any column, row or file of the run says. Who reads here and left there is taken off. Nobody else',
    'who reads, has left, is suppressed or was erased here is touched. With --proof, a file with a',
    'column that seems to speak of consent and is not understood is refused.',
    'Of listmonk, export the confirmed subscribers of one list only, and say --all-subscribed.',
    `Without --proof every reader is asked to confirm, at most ${importMailsAnHour} an hour.`,
    'An interrupted import goes on where it was when it is started again in the same words.',
  ],
  takes: ['[FILE...]'],
  options,
  isReading: true,
  run: (input, connection) => {
    const { undo, newsletter, apply } = input.values;
    if (undo === undefined) return importAll(input, connection);
    if (input.args.length > 0) throw new UsageError('--undo takes no FILE.');
    return undoImport({ run: undo, newsletter, isDry: apply !== true }, connection);
  },
});

const proofCharsMax = 300;

interface Files {
  readonly newsletter: Newsletter;
  readonly names: readonly string[];
  readonly isDry: boolean;
  readonly proof: string | undefined;
  readonly settings: ListSettings;
}

/** Brings the rows of files in, or looks at them only; says what came of each. */
export async function importAll(
  input: Input<typeof options>,
  connection: Connection,
): Promise<Answer> {
  const files = await filesOf(input, connection);
  const { names, isDry, proof, settings } = files;
  const { screen, values } = input;
  const lists: FileList[] = [];
  for (const name of names) {
    const path = resolve(screen.folder, name);
    if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) {
      throw new RefusedError(`There is no file ${name}.`);
    }
    const named = { name: basename(path), bytes: () => createReadStream(path) };
    const list = await openFile(named, settings);
    const headings = list.foreign?.layout.columns.map(({ heading }) => heading) ?? [];
    checkColumnWords(settings.words, name, headings);
    lists.push({ ...list, path });
  }
  const refusal = proof === undefined ? undefined : refusalText(lists);
  if (refusal !== undefined && !isDry) throw new RefusedError(refusal);
  const survey = await surveyOf(lists, settings.now);
  const seen = openSeen();
  const told: FileTold[] = [];
  for (const [n, list] of lists.entries()) {
    const name = names[n] ?? '';
    const reportName = values.report ?? `${name}.refused.csv`;
    const shared = { files, survey, seen, connection, reportName, screen };
    const run = await runFile(list, shared);
    told.push({ ...run, list, name, reportName, said: survey.counts.get(list) });
  }
  return fileAnswer(
    { files: told, isDry, refusal, newsletterId: files.newsletter.id },
    screen.columns,
  );
}

async function filesOf(
  { args, values }: Input<typeof options>,
  connection: Connection,
): Promise<Files> {
  if (args.length === 0) throw new UsageError('subscribers import needs FILE.');
  if (values.report !== undefined && args.length > 1) {
    throw new UsageError('--report goes with one FILE; of several, each has a report of its own.');
  }
  const newsletter = await chosenOpenNewsletter(values.newsletter, connection);
  const isAllSubscribed = values['all-subscribed'] === true;
  const told = values.column ?? [];
  const words = columnWordsOf(told);
  const proof = proofOf(values.proof);
  const vouched = proof === undefined ? undefined : vouchedText(proof, told, isAllSubscribed);
  if (vouched !== undefined && vouched.length > vouchedCharsMax) {
    throw new UsageError('--proof and --column together are too long to be kept with each reader.');
  }
  const settings = { newsletter, languages, words, isAllSubscribed, now: connection.now() };
  return { newsletter, names: args, isDry: values.apply !== true, proof: vouched, settings };
}

function proofOf(text: string | undefined): string | undefined {
  const proof = text?.trim();
  if (proof === undefined) return undefined;
  if (proof !== '' && proof.length <= proofCharsMax && !/\p{Cc}/u.test(proof)) return proof;
  throw new UsageError(`--proof takes 1 to ${proofCharsMax} characters in one line.`);
}

/** A list, and the file that it is in. */
interface FileList extends OpenedList {
  readonly path: string;
}

interface RunShared {
  readonly files: Files;
  readonly survey: Awaited<ReturnType<typeof surveyOf>>;
  readonly seen: ImportRun['seen'];
  readonly connection: Connection;
  readonly reportName: string;
  readonly screen: Input<typeof options>['screen'];
}

async function runFile(
  list: FileList,
  { files, survey, seen, connection, reportName, screen }: RunShared,
): Promise<Pick<FileTold, 'counts' | 'earlier' | 'at'>> {
  const { newsletter, proof, isDry, settings, names } = files;
  const reportPath = resolve(screen.folder, reportName);
  if (reportPath === list.path) throw new UsageError('--report would write over the list itself.');
  const progressPath = `${reportPath}.progress`;
  const { isAllSubscribed, words } = settings;
  const owner = JSON.stringify([...words, isAllSubscribed, ...names.map((name) => basename(name))]);
  const of = fingerprintOf(list.path, [newsletter.id, proof, owner]);
  const wanted = { newsletterId: newsletter.id, name: list.name, bytes: statSync(list.path).size };
  const length = { rows: survey.lengths.get(list) ?? 0, startedAt: settings.now };
  const { record, earlier } = isDry
    ? {}
    : await noteRun({ ...wanted, ...length }, readProgress(progressPath, of), connection);
  const at = earlier?.startedAt ?? settings.now;
  const importId = record?.importId;
  const run: ImportRun = {
    ...{ rows: list.rows(), seen, importId, reportPath, earlier },
    read: (cells) => survey.withWorst(list, cells),
    terms: { newsletterId: newsletter.id, proof, at },
    progress: (rows) => screen.progress?.(`${numberText(rows)} rows …`),
  };
  const note: RunDeps['note'] = async (progress) => {
    await record?.note(progress);
    await noteProgress(progressPath, { of, startedAt: at, importId, ...progress });
  };
  const { writing, ...deps } = await importDeps(newsletter.id, connection);
  const done = await runImport(run, { ...deps, writing: isDry ? undefined : writing, note });
  await record?.end(done);
  if (!isDry) await forgetProgress(progressPath);
  return { counts: done.counts, earlier, at };
}
