/** One process of the crew: takes its share, reports, and ends. */
import { once } from 'node:events';
import { type Assignment, work } from './crew.ts';

const [share] = (await once(process, 'message')) as [
  { readonly assignment: Assignment; readonly number: number; readonly of: number },
];
await work(share.assignment, share.number, share.of, (report) => void process.send?.(report));
process.disconnect();
