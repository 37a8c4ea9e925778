/** `destroy`: takes the stack away and keeps what cannot be made again, unless told otherwise. */
import { relative } from 'node:path';
import { type Settings, stackNameOf } from '../../cloud/settings.ts';
import { type Answer, fileCommand } from '../command.ts';
import { RefusedError } from '../errors.ts';
import { type Clients, openClients } from './account/clients.ts';
import {
  deleteSecret,
  deleteTable,
  hasSecret,
  hasTable,
  secretKeptDays,
  unprotectTable,
} from './account/kept.ts';
import {
  deleteStack,
  liftProtection,
  resourcesOf,
  type StackResource,
  type StackStanding,
  stackOf,
} from './account/stacks.ts';
import { callerOf } from './account/standing.ts';
import { kindsText } from './kinds.ts';
import { keepOutputs, type Outputs, outputsIn } from './outputs.ts';
import { plainly } from './plainly.ts';
import { agree, openRun, type Run } from './run.ts';
import { settingsNow } from './settings-now.ts';
import { waitUntil } from './wait.ts';

/** `destroy`. */
export const destroy = fileCommand({
  name: 'destroy',
  summary: 'Take Paperboy out of your AWS account',
  details: [
    'It shows what goes and what stays, and asks before anything goes. The table with its readers and',
    'the two secrets stay, so that deploy --adopt goes on with the same readers, links and archive.',
  ],
  takes: [],
  options: {
    unprotect: { type: 'boolean', help: 'lift the protection against deletion' },
    everything: {
      type: 'boolean',
      help: 'delete the table with its readers, and the secrets, too',
    },
    yes: { type: 'boolean', help: 'ask nothing' },
  },
  isReading: false,
  run: async ({ values, screen, place }) => {
    const run = openRun(screen, place, values.yes === true);
    const settings = settingsNow(run.cdkJson);
    const wish = { isUnprotecting: values.unprotect === true, isAll: values.everything === true };
    const clients = openClients(settings.region);
    return plainly(settings.region, () => destroyAll(wish, { run, settings, clients }));
  },
});

interface Wish {
  readonly isUnprotecting: boolean;
  readonly isAll: boolean;
}

interface Scene {
  readonly run: Run;
  readonly settings: Settings;
  readonly clients: Clients;
}

async function destroyAll(wish: Wish, scene: Scene): Promise<Answer> {
  const { run, settings, clients } = scene;
  const name = stackNameOf(settings);
  const { account } = await callerOf(clients);
  const stack = await stackOf(name, clients);
  const outputs = outputsOf(stack) ?? outputsIn(run.outputsFile, name) ?? {};
  const kept = await keptOf(outputs, clients);
  if (stack === undefined && (!wish.isAll || kept.length === 0)) {
    throw new RefusedError(`There is no ${name} in account ${account}, region ${settings.region}.`);
  }
  if (stack?.isProtected === true && !wish.isUnprotecting) {
    throw new RefusedError(
      `${name} is protected against deletion, and nothing was done. To lift that, give --unprotect, too.`,
    );
  }
  const resources = stack === undefined ? [] : await resourcesOf(name, clients);
  for (const line of sceneText({ name, account, resources, kept }, wish)) run.say(line);
  await agree(`\nType ${name} to go on:`, name, run);
  if (stack !== undefined) await removeStack(stack, name, scene);
  if (wish.isAll) await removeKept(kept, name, scene);
  const file = relative(run.cdkJson.folder, run.outputsFile);
  return { lines: endOf(name, file, wish) };
}

/** A stack that was never made whole has none, and says nothing of what an earlier one left. */
function outputsOf(stack: StackStanding | undefined): Outputs | undefined {
  return stack?.outputs.TableName === undefined ? undefined : stack.outputs;
}

interface Kept {
  readonly kind: 'table' | 'secret';
  readonly name: string;
}

/** What a stack leaves that is still there, by its outputs. */
async function keptOf(outputs: Outputs, clients: Clients): Promise<readonly Kept[]> {
  const { TableName: table, SigningSecretArn, HashSecretArn } = outputs;
  const kept: Kept[] = [];
  if (table !== undefined && (await hasTable(table, clients))) {
    kept.push({ kind: 'table', name: table });
  }
  for (const arn of [SigningSecretArn, HashSecretArn]) {
    if (arn !== undefined && (await hasSecret(arn, clients)))
      kept.push({ kind: 'secret', name: arn });
  }
  return kept;
}

interface Shown {
  readonly name: string;
  readonly account: string;
  readonly resources: readonly StackResource[];
  readonly kept: readonly Kept[];
}

function sceneText({ name, account, resources, kept }: Shown, { isAll }: Wish): readonly string[] {
  const ids = new Set(kept.map((each) => each.name));
  const going = resources.filter(({ id }) => !ids.has(id)).map(({ type }) => type);
  const keptLines = kept.map((each) => `  ${each.kind} ${each.name}`);
  return [
    ...(going.length === 0 ? [] : [`From account ${account} goes ${name}: ${kindsText(going)}.`]),
    isAll
      ? `The table with all its readers goes for good; the secrets can be had back for ${secretKeptDays} days:`
      : 'What stays, and costs only its storage:',
    ...keptLines,
    'Mailed links to an address of AWS end with it; those at a domain of your own work again after deploy --adopt.',
  ];
}

const goneTimeoutMs = 3_600_000;

/** By its ARN, under which CloudFormation still knows a stack that is gone. */
async function removeStack(stack: StackStanding, name: string, scene: Scene): Promise<void> {
  const { run, clients } = scene;
  const outputs = outputsOf(stack);
  if (outputs !== undefined) keepOutputs(run.outputsFile, name, outputs);
  if (stack.isProtected) await liftProtection(name, clients);
  await deleteStack(name, clients);
  const before = await resourcesOf(stack.id, clients);
  let last: StackStanding | undefined;
  const gone = await waitUntil(
    async () => {
      last = await stackOf(stack.id, clients);
      const status = last?.status ?? 'DELETE_COMPLETE';
      const now = last === undefined ? [] : await resourcesOf(stack.id, clients);
      const done = now.filter((each) => /^DELETE_(?:COMPLETE|SKIPPED)$/.test(each.status)).length;
      const isDone = /^DELETE_(?:COMPLETE|FAILED)$/.test(status);
      return { line: `${name}: ${done} of ${before.length} are done.`, isDone };
    },
    { say: run.say, timeoutMs: goneTimeoutMs },
  );
  if (gone === 'done' && last?.status !== 'DELETE_FAILED') return;
  throw new RefusedError(
    `${name} could not be deleted whole: ${last?.reason ?? 'it takes longer than an hour'}. Mend that, ` +
      'then give the same command again.',
  );
}

const tableTimeoutMs = 300_000;

async function removeKept(
  kept: readonly Kept[],
  stackName: string,
  { run, clients }: Scene,
): Promise<void> {
  for (const { kind, name } of kept) {
    if (kind === 'secret') await deleteSecret(name, clients);
    else await removeTable(name, clients, run);
    run.say(`The ${kind} ${name} is deleted.`);
  }
  keepOutputs(run.outputsFile, stackName, undefined);
  const { adopt } = run.cdkJson.context();
  if (typeof adopt !== 'object') return;
  // A new one would look for what is gone.
  run.cdkJson.write({ adopt: { ...adopt, table: '', signingSecret: '', hashSecret: '' } });
}

async function removeTable(name: string, clients: Clients, { say }: Run): Promise<void> {
  await unprotectTable(name, clients);
  const removed = await waitUntil(
    async () => {
      const isDone = await deleteTable(name, clients);
      return { line: isDone ? 'The table goes.' : 'The table is being changed.', isDone };
    },
    { say, timeoutMs: tableTimeoutMs },
  );
  if (removed === 'done') return;
  throw new RefusedError(`The table ${name} is still being changed. Give the same command again.`);
}

function endOf(name: string, file: string, { isAll }: Wish): readonly string[] {
  const dns = 'Its DNS records stay where your domain lives, and do no harm.';
  if (isAll) return [`${name} is gone, with everything that it kept. ${dns}`];
  return [
    `${name} is gone. What stays is named in ${file}: keep that file.`,
    `To go on with the same readers, links and archive: paperboy deploy --adopt. ${dns}`,
  ];
}
