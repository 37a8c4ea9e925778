/** What has been started, for those who put it together. */
import type { Table } from '../../functions/store/client.ts';
import type { LocalClock } from './clock.ts';
import type { Doors } from './doors.ts';
import type { Queues } from './queues.ts';
import type { Schedules } from './schedules.ts';
import type { LocalServer } from './server.ts';
import type { Ses } from './ses/ses.ts';

export interface Parts {
  /** In which people are shown times. */
  readonly zone: string;
  readonly server: LocalServer;
  readonly clock: LocalClock;
  readonly ses: Ses;
  readonly doors: Doors;
  readonly queues: Queues;
  readonly table: Table;
  readonly schedules: Schedules;
  readonly moveTo: (to: number) => Promise<void>;
  readonly onError: (error: unknown) => void;
}
