/** The thread of the queue engine: it sets its clock, and only then loads what looks at it. */
import { parentPort, workerData } from 'node:worker_threads';
import { followClock } from '../doors/follow-clock.ts';
import type { Glance, GlanceAsked } from './engine.ts';

followClock(workerData.ahead);
const { buildApp } = await import('fauxqs');
const stores =
  workerData.folder === undefined
    ? {}
    : { stores: await (await import('./stores-on-disk.ts')).openStores(workerData.folder) };
const app = buildApp({ logger: false, defaultRegion: workerData.region, ...stores });
const endpoint = await app.listen({ host: '127.0.0.1', port: 0 });
parentPort?.on('message', async ({ id, path }: GlanceAsked) => {
  const { statusCode, body } = await app.inject({ url: `/_fauxqs/queues${path}` });
  const glance: Glance = { id, body: statusCode === 200 ? body : undefined };
  parentPort?.postMessage(glance);
});
parentPort?.postMessage(endpoint);
