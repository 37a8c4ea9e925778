import type { Context } from 'hono';
import { Hono } from 'hono';
import * as v from 'valibot';
import { scheduleNames } from '../../cloud/door-names.ts';
import type { Controls } from './controls.ts';

const moveWords =
  'Send JSON: {"to": "2030-01-31T07:00Z"}, {"to": "next-edition"} or {"by": "PT1H"}.';

const MoveSchema = v.union([
  v.strictObject({ to: v.pipe(v.string(), v.maxLength(100)) }),
  v.strictObject({ by: v.pipe(v.string(), v.maxLength(100)) }),
]);

/** The control page for programs: the same moves, answered in JSON. */
export function controlApi(controls: Controls): Hono {
  const { panel } = controls;
  const app = new Hono();
  app.onError((error, c) => c.json({ error: `Something broke: ${error.message}` }, 500));
  app.get('/clock', async (c) => c.json(await clockOf(controls)));
  app.post('/clock', async (c) => {
    const move = v.safeParse(MoveSchema, await jsonOf(c));
    if (!move.success) return c.json({ error: moveWords }, 400);
    const reached = await controls.moveTo(move.output);
    if (reached.kind === 'refused') return c.json({ error: reached.why }, 400);
    return c.json(await clockOf(controls));
  });
  app.post('/fire/:schedule', async (c) => {
    const schedule = scheduleNames.find((name) => name === c.req.param('schedule'));
    if (schedule === undefined) {
      return c.json({ error: `The schedules are ${scheduleNames.join(', ')}.` }, 404);
    }
    await panel.fire(schedule);
    return c.json({ fired: schedule, now: new Date(panel.now()).toISOString() });
  });
  app.get('/alarms', (c) => c.json({ alarms: panel.alarms() }));
  app.get('/status', async (c) => c.json(await panel.status()));
  return app;
}

async function clockOf({ panel, realNow, zone }: Controls) {
  const nextEditionAt = await panel.nextEditionAt();
  const now = panel.now();
  return {
    now: new Date(now).toISOString(),
    aheadMs: now - realNow(),
    nextEditionAt: nextEditionAt === undefined ? null : new Date(nextEditionAt).toISOString(),
    zone,
  };
}

async function jsonOf(c: Context): Promise<unknown> {
  try {
    return await c.req.json();
  } catch {
    return undefined;
  }
}
