/** What `deploy` and `destroy` have in common: the owner, the settings, the files. */
import { join, resolve } from 'node:path';
import type { Screen, Terminal } from '../command.ts';
import type { Place } from '../connection.ts';
import { RefusedError, UsageError } from '../errors.ts';
import { type CdkJson, openCdkJson } from './cdk-json.ts';
import { nobodyAnswers } from './interview.ts';

/** A command at work on an installation in AWS. */
export interface Run {
  readonly screen: Screen;
  readonly say: Terminal['say'];
  /** Absent with `--yes`: nothing is asked then. */
  readonly ask: Terminal['ask'] | undefined;
  readonly run: Terminal['run'];
  readonly cdkJson: CdkJson;
  readonly outputsFile: string;
}

/** Opens it. Throws a UsageError for what has no meaning here. */
export function openRun(
  screen: Screen,
  { data, outputs, stack }: Partial<Place>,
  isSilent: boolean,
): Run {
  if (data !== undefined || stack !== undefined) {
    throw new UsageError(
      'It is about the stack in AWS that cdk.json describes: give no --data and no --stack.',
    );
  }
  const { terminal } = screen;
  if (terminal === undefined) throw new Error('The command needs a terminal to say what it does.');
  const cdkJson = openCdkJson(screen.folder);
  const { say, ask, run } = terminal;
  const outputsFile =
    outputs === undefined ? join(cdkJson.folder, 'outputs.json') : resolve(screen.folder, outputs);
  return { screen, say, ask: isSilent ? undefined : ask, run, cdkJson, outputsFile };
}

/** Goes on when the owner agrees by typing `word`; with `--yes` they have. Throws a RefusedError. */
export async function agree(
  question: string,
  word: string,
  { ask }: Pick<Run, 'ask'>,
): Promise<void> {
  if (ask === undefined) return;
  const answer = await ask(question);
  if (answer === undefined) throw new RefusedError(nobodyAnswers);
  if (answer.toLowerCase() === word.toLowerCase()) return;
  throw new RefusedError('Nothing was done.');
}
