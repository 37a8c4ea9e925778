/** The thread of the queue engine: it sets its clock, and only then loads what looks at it. */
import { parentPort, workerData } from 'node:worker_threads';
import { followClock } from '../doors/follow-clock.ts';

followClock(workerData.ahead);
const { buildApp } = await import('fauxqs');
const app = buildApp({ logger: false, defaultRegion: workerData.region });
parentPort?.postMessage(await app.listen({ host: '127.0.0.1', port: 0 }));
