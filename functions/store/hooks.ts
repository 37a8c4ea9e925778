/** The hooks of a newsletter: all in one row, as they are few, so that nobody reads more to find none. */
import * as v from 'valibot';
import type { HookBook, HookPlace } from '../hook/deliver.ts';
import type { Hook, HookEvent, HookFailure } from '../hook/hook.ts';
import { getRow, type Row, type Table, updateRow } from './client.ts';
import { nameIn, readRow, shapeOf } from './row.ts';
import { keys } from './table.ts';

/** What is done about hooks, by their owner and by who tells them. */
export interface HookStore extends HookBook {
  readonly add: (newsletterId: string, hook: Hook) => Promise<void>;
  /** False when it is not there. */
  readonly remove: (place: HookPlace) => Promise<boolean>;
  /** Has it told again, of what happens from `at` (ms) on. */
  readonly switchOn: (place: HookPlace, at: number) => Promise<void>;
}

const failureShape = shapeOf<HookFailure>()(v.looseObject({ at: v.number(), reason: v.string() }));

const hookShape = shapeOf<Hook>()(
  v.looseObject({
    id: v.string(),
    url: v.string(),
    events: v.array(nameIn<HookEvent>()),
    createdAt: v.number(),
    failure: v.exactOptional(failureShape),
    takenAt: v.exactOptional(v.number()),
    wellSince: v.exactOptional(v.number()),
    offSince: v.exactOptional(v.number()),
  }),
);

const hooksShape = v.looseObject({ hooks: v.record(v.string(), hookShape) });

/** The hooks in this table. */
export function hookStore(table: Table): HookStore {
  return {
    list: (newsletterId) => listHooks(table, newsletterId),
    add: (newsletterId, hook) => add(table, newsletterId, hook),
    remove: (place) => change(table, place, 'REMOVE hooks.#id'),
    noteFailure: async (place, failure) => {
      await change(table, place, 'SET hooks.#id.failure = :value', failure);
    },
    noteWell: async (place, at) => {
      const update = 'SET hooks.#id.wellSince = :value, hooks.#id.takenAt = :value';
      await change(table, place, update, at);
    },
    noteTaken: async (place, at) => {
      await change(table, place, 'SET hooks.#id.takenAt = :value', at);
    },
    switchOff: async (place, at) => {
      const update = 'SET hooks.#id.offSince = if_not_exists(hooks.#id.offSince, :value)';
      await change(table, place, update, at);
    },
    switchOn: async (place, at) => {
      const update =
        'SET hooks.#id.wellSince = :value, hooks.#id.takenAt = :value REMOVE hooks.#id.offSince';
      await change(table, place, update, at);
    },
  };
}

/** The hooks of a newsletter, the oldest first. Throws `MalformedRow`. */
export async function listHooks(table: Table, newsletterId: string): Promise<Hook[]> {
  const row = await getRow(table, keys.hooks(newsletterId));
  return row === undefined ? [] : hooksOf(row);
}

/** The hooks that a row holds. Throws `MalformedRow`. */
export function hooksOf(row: Row): Hook[] {
  const { hooks } = readRow(hooksShape, row);
  return Object.values(hooks).sort((a, b) => a.createdAt - b.createdAt);
}

async function add(table: Table, newsletterId: string, hook: Hook): Promise<void> {
  const key = keys.hooks(newsletterId);
  // An attribute of a map can be set only where the map is.
  await updateRow(table, key, {
    UpdateExpression: 'SET hooks = if_not_exists(hooks, :none)',
    ExpressionAttributeValues: { ':none': {} },
  });
  await updateRow(table, key, {
    UpdateExpression: 'SET hooks.#id = :hook',
    ExpressionAttributeNames: { '#id': hook.id },
    ExpressionAttributeValues: { ':hook': hook },
  });
}

/** Changes a hook that is there; one that was taken away meanwhile stays away. */
async function change(
  table: Table,
  { newsletterId, id }: HookPlace,
  UpdateExpression: string,
  value?: unknown,
): Promise<boolean> {
  const changed = await updateRow(table, keys.hooks(newsletterId), {
    UpdateExpression,
    ConditionExpression: 'attribute_exists(hooks.#id)',
    ExpressionAttributeNames: { '#id': id },
    ...(value === undefined ? {} : { ExpressionAttributeValues: { ':value': value } }),
  });
  return changed.kind === 'updated';
}
