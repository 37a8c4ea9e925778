/**
 * The control page: the local clock, the schedules and the faults of the local SES, for a person
 * with a browser and for a program with HTTP. It changes nothing itself but works the panel that
 * it was given.
 */
import type { Context } from 'hono';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { scheduleNames } from '../../cloud/door-names.ts';
import { controlApi } from './api.ts';
import type { ControlSettings, Controls } from './controls.ts';
import { controlsOf } from './controls.ts';
import { readFaultForm, readLimitsForm } from './fault-form.ts';
import { ownPagesOnly } from './guard.ts';
import { tomorrowMorning } from './move.ts';
import { controlPage, controlPath } from './page.ts';
import type { ControlPanel } from './panel.ts';
import { secured } from './secured.ts';

const bodyBytesMax = 16 * 1024;

const refusals = {
  fault: 'That fault does not fit: times are whole numbers from 1, percent goes from 0 to 100.',
  limits: 'Those limits do not fit: both are numbers, and only the day may be -1 for no limit.',
  schedule: `The schedules are ${scheduleNames.join(', ')}.`,
} as const;

const done = {
  clock: 'The clock was moved, and all that fell due is done.',
  poll: 'Polled the feeds that were due.',
  digest: 'Made the editions that were due.',
  sweep: 'Swept up what was left half done.',
  fault: 'The fault is on.',
  clear: 'All faults are off.',
  limits: 'The limits are saved.',
} as const;

/** The control page and its API, for mounting at `/_control`. */
export function controlApp(panel: ControlPanel, settings: ControlSettings): Hono {
  const controls = controlsOf(panel, settings);
  const app = new Hono();
  app.use(secured, ownPagesOnly, bodyLimit({ maxSize: bodyBytesMax, onError: tooLong }));
  app.onError((error, c) => c.text(`Something broke on the way: ${error.message}`, 500));
  app.route('/api', controlApi(controls));
  app.post('/clock', async (c) => {
    const { to, by } = await fieldsOf(c);
    const reached = await controls.moveTo(by === undefined ? { to: to ?? '' } : { by });
    return reached.kind === 'at' ? back(c, 'clock') : show(c, controls, reached.why);
  });
  app.post('/fire', async (c) => {
    const fields = await fieldsOf(c);
    const schedule = scheduleNames.find((name) => name === fields.schedule);
    if (schedule === undefined) return show(c, controls, refusals.schedule);
    await panel.fire(schedule);
    return back(c, schedule);
  });
  addMailForms(app, controls);
  // A mounted '/' answers without the slash at the end only, people type both.
  app.get('/*', (c) => {
    const isRoot = c.req.path.replace(/\/$/, '') === controlPath;
    return isRoot ? show(c, controls) : c.notFound();
  });
  return app;
}

function addMailForms(app: Hono, controls: Controls): void {
  const { faults, account } = controls.panel.mail;
  app.post('/mail/faults', async (c) => {
    const fault = readFaultForm(await fieldsOf(c));
    if (fault === undefined) return show(c, controls, refusals.fault);
    faults.add(fault);
    return back(c, 'fault');
  });
  app.post('/mail/faults/clear', (c) => {
    faults.clear();
    return back(c, 'clear');
  });
  app.post('/mail/limits', async (c) => {
    const limits = readLimitsForm(await fieldsOf(c));
    if (limits === undefined) return show(c, controls, refusals.limits);
    account.change(limits);
    return back(c, 'limits');
  });
}

function tooLong(c: Context): Response {
  return c.text('That is longer than anything that can be said here.', 413);
}

/** After a form comes the page by GET, so that reloading it repeats nothing. */
function back(c: Context, what: keyof typeof done): Response {
  return c.redirect(`${controlPath}/?done=${what}`, 303);
}

async function show(c: Context, { panel, realNow, zone }: Controls, why?: string) {
  const [nextEditionAt, status] = await Promise.all([panel.nextEditionAt(), panel.status()]);
  const now = panel.now();
  const words = why ?? Object.entries(done).find(([what]) => what === c.req.query('done'))?.[1];
  const page = controlPage({
    now,
    realNow: realNow(),
    zone,
    nextEditionAt,
    tomorrowAt: tomorrowMorning(now, zone),
    status,
    alarms: panel.alarms(),
    mail: panel.mail,
    ...(words === undefined ? {} : { said: { words, isRefusal: why !== undefined } }),
  });
  return c.html(page, why === undefined ? 200 : 400);
}

/** The text fields of a form; an upload is not one. */
async function fieldsOf(c: Context): Promise<Record<string, string | undefined>> {
  const body = await c.req.parseBody();
  const texts = Object.entries(body).filter(
    (field): field is [string, string] => typeof field[1] === 'string',
  );
  return Object.fromEntries(texts);
}
