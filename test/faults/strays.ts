/** Readers who are served elsewhere between being frozen into a batch and their turn in it. */
import { updateRow } from '../../functions/store/client.ts';
import { keys } from '../../functions/store/table.ts';
import type { Call } from './call.ts';
import type { World } from './trial.ts';

interface Frozen {
  readonly TransactItems?: readonly {
    readonly Put?: {
      readonly Item: {
        readonly id: { readonly S: string };
        readonly from: { readonly N: string };
        readonly readers: { readonly L: readonly { readonly S: string }[] };
      };
    };
  }[];
}

/** When this call has frozen a batch, moves the cursors of some of its readers, as the weather has it. */
export async function strayFrom(call: Call, world: World): Promise<void> {
  const { stragglers } = world.weather();
  if (stragglers === undefined || !/^TransactWriteItems Put batch/.test(call.point)) return;
  const { TransactItems = [] } = call.fields as Frozen;
  for (const { Put } of TransactItems) {
    for (const { S: reader } of Put?.Item.readers.L ?? []) {
      const from = Number(Put?.Item.from.N);
      if (world.chance.strikes(stragglers, 'strays', reader, Put?.Item.id.S ?? '')) {
        await moveCursor(world, reader, from);
      }
    }
  }
}

/** As another edition would that has nothing for them: no item stands in a single millisecond. */
async function moveCursor({ table }: World, reader: string, from: number): Promise<void> {
  await updateRow(table, keys.subscriber(reader), {
    UpdateExpression: 'SET receivedThrough = :next',
    ConditionExpression: 'receivedThrough = :from AND attribute_not_exists(claim)',
    ExpressionAttributeValues: { ':from': from, ':next': from + 1 },
  });
}
