/** Which queue wakes which door, as the template's event source mappings have it. */
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Parts } from './parts.ts';
import { startQueueTrigger } from './queues/trigger.ts';
import { accessKeyOf } from './surroundings.ts';
import {
  type DoorDeclaration,
  doorsOf,
  type MappingDeclaration,
  mappingsOf,
  type QueueDeclaration,
} from './template/declaration.ts';
import type { Template } from './template/template.ts';

/** What wakes doors, while it does. */
export interface Triggers {
  /**
   * Those of this template from now on. One that is the same goes on undisturbed: a poll that is
   * broken off may have taken a message along, which is back only after its visibility time-out.
   */
  readonly replace: (template: Template) => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** Starts them all. Throws when AWS would not take a mapping. */
export function startTriggers(parts: Parts): Triggers {
  let running = new Map<string, () => Promise<void>>();
  const stopBut = async (staying: ReadonlySet<string>) => {
    const going = [...running].filter(([key]) => !staying.has(key));
    await Promise.all(going.map(([, stop]) => stop()));
  };
  const start = (template: Template) => {
    const doors = doorsOf(template);
    running = new Map(
      mappingsOf(template).map((mapping) => {
        const door = doors.find(({ name }) => name === mapping.functionName);
        if (door === undefined) throw new Error(`No function ${mapping.functionName} to wake.`);
        const key = JSON.stringify(mapping);
        return [key, running.get(key) ?? startMapping(parts, mapping, door)];
      }),
    );
  };
  start(parts.template);
  return {
    replace: async (template) => {
      await stopBut(new Set(mappingsOf(template).map((mapping) => JSON.stringify(mapping))));
      start(template);
    },
    stop: () => stopBut(new Set()),
  };
}

function startMapping(
  { template, queues, doors, clock, rest, gateway, onError }: Parts,
  mapping: MappingDeclaration,
  door: DoorDeclaration,
): () => Promise<void> {
  const queue = queues.byArn(mapping.queueArn);
  refuseShort(queue, door);
  // Lambda takes messages in the role of the function.
  const client =
    gateway === undefined
      ? queues.client
      : new SQSClient({
          endpoint: gateway.origin,
          region: template.region,
          credentials: { accessKeyId: accessKeyOf(door), secretAccessKey: 'stage' },
          maxAttempts: 1,
        });
  const stop = startQueueTrigger({
    client,
    url: gateway === undefined ? queues.urlOf(queue) : queue.url,
    queue,
    mapping,
    region: template.region,
    invoke: doors.byName(door.name),
    now: clock.now,
    isHurried: rest.isAwaited,
    letGo: rest.letGo,
    onError,
  });
  return async () => {
    await stop();
    if (client !== queues.client) client.destroy();
  };
}

/** In the words of CreateEventSourceMapping. */
function refuseShort(queue: QueueDeclaration, door: DoorDeclaration): void {
  if (queue.visibilityMs >= door.timeoutMs) return;
  throw new Error(
    `Queue visibility timeout: ${queue.visibilityMs / 1000} seconds is less than ` +
      `Function timeout: ${door.timeoutMs / 1000} seconds`,
  );
}
