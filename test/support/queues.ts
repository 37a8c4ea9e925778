/** The queues of the template on the engine of the stage, without anybody who works them off. */
import type { TestContext } from 'node:test';
import type { QueueName } from '../../infra/cloud/door-names.ts';
import { type LocalClock, openClock } from '../../infra/local/clock.ts';
import { startQueueEngine } from '../../infra/local/queues/engine.ts';
import { openQueues, type Queues } from '../../infra/local/queues/queues.ts';
import { queuesOf } from '../../infra/local/template/declaration.ts';
import { synthesise } from '../../infra/local/template/synthesis.ts';
import { openTemplate } from '../../infra/local/template/template.ts';
import { useAnyCredentials } from './table.ts';

export interface TestQueues extends Queues {
  readonly urls: Readonly<Record<QueueName, string>>;
  /** Where a queue of the template is, by its title. */
  readonly urlOfTitle: (title: string) => string;
  /** The clock of the engine. */
  readonly clock: LocalClock;
}

/** Starts them; they go when the test ends. */
export async function testQueues(t: TestContext): Promise<TestQueues> {
  useAnyCredentials();
  const folder = await synthesise('source');
  const place = { queueOrigin: 'http://queues.invalid', siteUrl: 'http://localhost', suffix: '' };
  const template = openTemplate(folder, place);
  const clock = openClock();
  const engine = await startQueueEngine(clock.memory, template.region);
  const queues = await openQueues(engine, template.region, queuesOf(template));
  t.after(async () => {
    queues.close();
    await engine.stop();
  });
  const urlOf = (name: string) => {
    const queue = queues.all.find(({ title }) => title === name);
    if (queue === undefined) throw new Error(`The template declares no queue ${name}.`);
    return queues.urlOf(queue);
  };
  const urls = {
    fetch: urlOf('fetch'),
    digest: urlOf('digest'),
    send: urlOf('send'),
    confirmation: urlOf('confirmation'),
    event: urlOf('event'),
  };
  return { ...queues, urls, urlOfTitle: urlOf, clock };
}
