/** From the words of a command line to what is to be printed. Nothing is printed here. */
import { beginAct, type EndAct } from './acts-log.ts';
import { cleanFile } from './clean.ts';
import type { Answer, Command, Given, Screen } from './command.ts';
import { readLine } from './command-line.ts';
import { type Connection, connect } from './connection.ts';
import { deadLetterCommands } from './dead-letters.ts';
import { deploy } from './deploy/deploy.ts';
import { destroy } from './deploy/destroy.ts';
import { deskCommands } from './desk.ts';
import { deskPasskeyCommands } from './desk-passkeys.ts';
import { deskTokenCommands } from './desk-tokens.ts';
import { now } from './digest-now.ts';
import { preview } from './digest-preview.ts';
import { test } from './digest-test.ts';
import { doctor } from './doctor/doctor.ts';
import { editionsCommands } from './editions.ts';
import { callCommands } from './editions-calls.ts';
import { RefusedError, UsageError } from './errors.ts';
import { feedsCommands } from './feeds.ts';
import { apply } from './file/apply.ts';
import { plan } from './file/plan.ts';
import { pull } from './file/pull.ts';
import { hooksCommands } from './hooks.ts';
import { itemsCommands } from './items.ts';
import { itemMarkCommands } from './items-marks.ts';
import { keysCommands } from './keys.ts';
import { logs } from './logs/logs.ts';
import { move } from './move/move.ts';
import { newsletterCommands } from './newsletter.ts';
import { noteCommands } from './notes.ts';
import { readersCommands } from './readers.ts';
import { readersGrowth } from './readers-growth.ts';
import { backup } from './restore/backup.ts';
import { restore } from './restore/restore.ts';
import { sendingCommands } from './sending.ts';
import { simulate } from './simulate.ts';
import { status } from './status.ts';
import { subscribersCommands } from './subscribers.ts';
import { handCommands } from './subscribers-hand.ts';
import { newerTable } from './upgrade/newer.ts';
import { upgrade } from './upgrade/upgrade.ts';

/** What a command wrote, and the code that it exits with. */
export interface Printed {
  /** 0: done, 1: refused or failed, 2: not understood, or more to do where that was asked. */
  readonly exitCode: 0 | 1 | 2;
  readonly out: readonly string[];
  readonly err: readonly string[];
}

/** Every command, in the order in which the help names them. */
export const commands: readonly Command[] = [
  deploy,
  destroy,
  ...newsletterCommands,
  ...feedsCommands,
  ...itemsCommands,
  ...subscribersCommands,
  ...handCommands,
  ...readersCommands,
  readersGrowth,
  ...editionsCommands,
  ...callCommands,
  ...itemMarkCommands,
  ...noteCommands,
  ...sendingCommands,
  ...deskCommands,
  ...deskTokenCommands,
  ...deskPasskeyCommands,
  ...deadLetterCommands,
  ...keysCommands,
  ...hooksCommands,
  restore,
  backup,
  move,
  preview,
  test,
  now,
  cleanFile,
  pull,
  plan,
  apply,
  simulate,
  status,
  doctor,
  logs,
  upgrade,
];

/** Runs one command line. Bugs throw; whatever the owner can mend is among what is printed. */
export async function dispatch(args: readonly string[], screen: Screen): Promise<Printed> {
  try {
    return await run(args, screen);
  } catch (error) {
    if (error instanceof UsageError) return { exitCode: 2, out: [], err: [error.message] };
    const failure = error instanceof RefusedError ? error.message : failureOf(error);
    if (failure === undefined) throw error;
    return { exitCode: 1, out: [], err: [failure] };
  }
}

async function run(words: readonly string[], screen: Screen): Promise<Printed> {
  const line = readLine(words, commands, screen.columns);
  if (line.kind === 'help') {
    const { lines, isAsked } = line;
    return isAsked ? said(lines) : { exitCode: 2, out: [], err: lines };
  }
  const { command, given, place } = line;
  let connection: Connection | undefined;
  let end: EndAct | undefined;
  const open = async () => {
    connection = await connect(place, screen.folder);
    if (!command.isActing(given.values)) return connection;
    // What only reads may look at a table of a newer release: rows are left as they are.
    const newer = await newerTable(connection);
    if (newer !== undefined) throw new RefusedError(newer);
    end = await beginAct(command.name, textIn(given.values.newsletter), connection);
    return connection;
  };
  try {
    const answer = await command.run({ ...given, place }, screen, open);
    await end?.(answer.isRefused === true ? 'refused' : 'done');
    return printed(answer, given.values.json === true);
  } catch (error) {
    await end?.(
      error instanceof RefusedError || error instanceof UsageError ? 'refused' : 'failed',
    );
    throw connection !== undefined && place.outputs === undefined ? ofHere(error) : error;
  } finally {
    connection?.close();
  }
}

function textIn(value: Given['values'][string] | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function printed(answer: Answer, isJsonWanted: boolean): Printed {
  return {
    exitCode: exitCodeOf(answer),
    out: isJsonWanted ? [JSON.stringify(answer.json, undefined, 2)] : answer.lines,
    err: answer.notes ?? [],
  };
}

function exitCodeOf({ isRefused, hasMore }: Answer): Printed['exitCode'] {
  if (isRefused === true) return 1;
  return hasMore === true ? 2 : 0;
}

function said(lines: readonly string[]): Printed {
  return { exitCode: 0, out: lines, err: [] };
}

/** What an engine of this machine refuses was not refused by AWS. */
function ofHere(error: unknown): unknown {
  if (!(error instanceof Error) || !('$metadata' in error)) return error;
  return new RefusedError(
    `The Paperboy of this machine refused it: ${error.name}: ${error.message}`,
  );
}

/** What AWS or the network said; undefined when it is a bug of our own. */
function failureOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const isCredentials = error.name === 'CredentialsProviderError';
  if (isCredentials) return `AWS does not know who you are: ${error.message}`;
  if ('$metadata' in error) return `AWS refused: ${error.name}: ${error.message}`;
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && /^E[A-Z]+$/.test(code)
    ? `It could not be reached or read: ${error.message || code}`
    : undefined;
}
