/**
 * What the owner's command and the MTA ask of an installation that serves, on the loopback interface.
 * Nothing here moves the clock: there is none to move.
 */
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { scheduleNames } from '../../cloud/door-names.ts';
import type { IncomingMail, Taken } from './incoming.ts';

/** What can be asked. */
export interface OwnerApiDeps {
  readonly now: () => number;
  /** Has a schedule fired at once; does not wait for what it begins. */
  readonly fire: (name: string) => Promise<void>;
  readonly takeMail: (mail: IncomingMail) => Promise<Taken>;
  /** Makes the backup anew. */
  readonly backUp: () => Promise<void>;
  readonly onError: (error: unknown) => void;
}

const mailBytesMax = 2 * 1024 * 1024;

/** Opens it, to be mounted where the stage has its control page's own. */
export function ownerApi(deps: OwnerApiDeps): Hono {
  const app = new Hono();
  app.onError((error, c) => {
    deps.onError(error);
    return c.json({ error: 'It could not be done now. Please try again later.' }, 503);
  });
  app.get('/clock', (c) => c.json({ now: new Date(deps.now()).toISOString(), aheadMs: 0 }));
  app.post('/fire/:schedule', async (c) => {
    const schedule = scheduleNames.find((name) => name === c.req.param('schedule'));
    if (schedule === undefined) {
      return c.json({ error: `The schedules are ${scheduleNames.join(', ')}.` }, 404);
    }
    await deps.fire(schedule);
    return c.json({ fired: schedule });
  });
  app.post('/backup', async (c) => {
    await deps.backUp();
    return c.json({ made: true });
  });
  app.post('/mail', bodyLimit({ maxSize: mailBytesMax }), async (c) => {
    const raw = Buffer.from(await c.req.arrayBuffer());
    return c.json({ taken: await deps.takeMail({ raw, to: c.req.queries('to') ?? [] }) });
  });
  return app;
}
