/** Days on which SES takes no mail from the account, and rows that somebody has damaged. */
import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { keys } from '../../functions/store/table.ts';
import type { Subscriber } from '../../functions/subscriber/subscriber.ts';
import { type TroubleKind, troubleKinds } from '../../infra/local/ses/troubles.ts';
import type { World } from './trial.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** Refusals that slow the pace: they are asked again each second, so they end soon. */
const brief: ReadonlySet<TroubleKind> = new Set(['request-throttled', 'too-many-requests']);

/** Puts down when SES refuses every call, and as what. */
export function planTrouble({ agenda, chance, faultyDays, midnight, post, weather }: World): void {
  if (weather().accountTrouble === undefined) return;
  for (let day = 0; day < faultyDays; day++) {
    const kind = troubleKinds[chance.whole(troubleKinds.length, 'trouble', day)] ?? 'suspended';
    const from = midnight + day * dayMs + 7 * hourMs + chance.whole(20, 'trouble at', day) * 1_000;
    const lasts = brief.has(kind) ? minuteMs : (1 + chance.whole(4, 'lasts', day)) * hourMs;
    agenda.push({ at: from, act: () => post.refuseAll(kind) });
    agenda.push({ at: from + lasts, act: () => post.refuseAll(undefined) });
  }
}

/** A damaged row holds this in place of what it should. */
const damages = [
  ['receivedThrough', 'yesterday'],
  ['address', 7],
  ['lastSubmitted', { at: 'never' }],
  ['schedule', null],
  ['sections', 12],
] as const;

const mendedAfterMs = 20 * minuteMs;

/** Puts down whose rows are damaged shortly before an edition, and mended after it. */
export function planDamages(world: World, readers: readonly Subscriber[]): void {
  const { agenda, chance, faultyDays, midnight, weather } = world;
  for (const { id } of readers) {
    if (!chance.strikes(weather().malformed, 'damaged', id)) continue;
    const [name, value] = damages[chance.whole(damages.length, 'damage', id)] ?? damages[0];
    const day = chance.whole(faultyDays, 'damaged on', id);
    const at = midnight + day * dayMs + 7 * hourMs + chance.whole(240, 'damaged at', id) * 1_000;
    agenda.push({ at: at - 2 * minuteMs, act: () => damage(world, id, name, value) });
  }
}

/** Nobody writes a row while it is in somebody's hands: that would be another fault. */
async function damage(
  { agenda, clock, damaged, table }: World,
  id: string,
  name: string,
  value: unknown,
): Promise<void> {
  const { client, name: TableName } = table;
  const Key = keys.subscriber(id);
  const { Item = {} } = await client.send(new GetCommand({ TableName, Key, ConsistentRead: true }));
  if (Item.claim !== undefined) return;
  const before: unknown = Item[name];
  await client.send(setting(TableName, Key, name, value));
  damaged.add(id);
  const mend = async () => {
    await client.send(setting(TableName, Key, name, before));
    damaged.delete(id);
  };
  agenda.push({ at: clock.now() + mendedAfterMs, act: mend });
}

function setting(TableName: string, Key: Record<string, string>, name: string, value: unknown) {
  const isGone = value === undefined;
  return new UpdateCommand({
    TableName,
    Key,
    UpdateExpression: isGone ? 'REMOVE #name' : 'SET #name = :value',
    ExpressionAttributeNames: { '#name': name },
    ...(isGone ? {} : { ExpressionAttributeValues: { ':value': value } }),
  });
}
