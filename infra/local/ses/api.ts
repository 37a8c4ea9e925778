import { type Context, Hono } from 'hono';
import * as v from 'valibot';
import type { Account } from './account.ts';
import { fates } from './fates.ts';
import { type Faults, faultKinds } from './faults.ts';
import type { Mailbox } from './mailbox.ts';
import { readMessage } from './message.ts';
import { mailSearch } from './search.ts';
import type { SuppressionList } from './suppression-list.ts';

const incomingSchema = v.strictObject({
  from: v.string(),
  to: v.array(v.string()),
  subject: v.optional(v.string(), ''),
});

/** What the inbox's API answers from. */
export interface InboxApiDeps {
  readonly mailbox: Mailbox;
  readonly faults: Faults;
  readonly account: Account;
  readonly suppressionList: SuppressionList;
  /** Receives a mail from outside; says to whom of its recipients no rule leads. */
  readonly receive?: (mail: v.InferOutput<typeof incomingSchema>) => Promise<readonly string[]>;
}

const limitMax = 1_000;
const limitDefault = 50;

const whole = v.pipe(v.number(), v.integer(), v.minValue(1));
const faultSchema = v.strictObject({
  kind: v.picklist(faultKinds),
  times: v.exactOptional(whole),
  probability: v.exactOptional(v.pipe(v.number(), v.minValue(0), v.maxValue(1))),
  seed: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(0))),
  recipient: v.exactOptional(v.string()),
  ms: v.exactOptional(v.pipe(v.number(), v.minValue(0))),
  message: v.exactOptional(v.string()),
  status: v.exactOptional(v.picklist([500, 502, 503, 504])),
  eventType: v.exactOptional(v.string()),
  fate: v.exactOptional(v.picklist(fates)),
});
const suppressedReason = v.picklist(['BOUNCE', 'COMPLAINT']);
const suppressedSchema = v.strictObject({ address: v.string(), reason: suppressedReason });
const settingsSchema = v.strictObject({
  maxSendRate: v.exactOptional(v.pipe(v.number(), v.minValue(0))),
  max24HourSend: v.exactOptional(v.pipe(v.number(), v.minValue(-1))),
  callsPerSecond: v.exactOptional(v.pipe(v.number(), v.minValue(0))),
  sendingEnabled: v.exactOptional(v.boolean()),
  sandbox: v.exactOptional(v.boolean()),
  identities: v.exactOptional(v.array(v.string())),
  defaultSets: v.exactOptional(v.record(v.string(), v.string())),
  configurationSets: v.exactOptional(v.array(v.string())),
  pausedSets: v.exactOptional(v.array(v.string())),
  suppressedReasons: v.exactOptional(v.array(suppressedReason)),
  suppressedReasonsOfSets: v.exactOptional(v.record(v.string(), v.array(suppressedReason))),
});

/** The JSON API of the inbox, for tests and for people with curl. */
export function inboxApi(deps: InboxApiDeps): Hono {
  const app = new Hono();
  app.use(async (context, next) => {
    await next();
    context.header('x-content-type-options', 'nosniff');
    context.header('cache-control', 'no-store');
  });
  addMessages(app, deps.mailbox);
  addFaults(app, deps.faults);
  addLimits(app, deps.account);
  addSuppressionList(app, deps.suppressionList);
  addReceiving(app, deps);
  return app;
}

function addMessages(app: Hono, mailbox: Mailbox): void {
  const search = mailSearch(mailbox);
  app.get('/messages', async (context) => {
    const { to, q, before, limit } = context.req.query();
    const wanted = Number(limit ?? limitDefault);
    const page = await search({
      ...(to === undefined ? {} : { to }),
      ...(q === undefined ? {} : { words: q }),
      ...(before === undefined ? {} : { before }),
      limit: Number.isInteger(wanted) ? Math.min(Math.max(wanted, 1), limitMax) : limitDefault,
    });
    return context.json(page);
  });
  app.delete('/messages', (context) => {
    mailbox.clear();
    return context.body(null, 204);
  });
  app.get('/messages/:id', async (context) => {
    const message = await readMessage(context.req.param('id'), mailbox);
    return message === undefined ? missing(context) : context.json(message);
  });
  app.get('/messages/:id/raw', async (context) => {
    const raw = await mailbox.raw(context.req.param('id'));
    if (raw === undefined) return missing(context);
    return context.body(Uint8Array.from(raw), 200, {
      'content-type': 'message/rfc822',
      'content-disposition': `attachment; filename="${context.req.param('id')}.eml"`,
      'content-security-policy': "default-src 'none'; sandbox",
    });
  });
}

function addFaults(app: Hono, faults: Faults): void {
  app.get('/faults', (context) => context.json({ faults: faults.list() }));
  app.post('/faults', async (context) => {
    const read = v.safeParse(faultSchema, await bodyOf(context));
    if (!read.success) return refuse(context, read.issues);
    return context.json(faults.add(read.output), 201);
  });
  app.delete('/faults', (context) => {
    faults.clear();
    return context.body(null, 204);
  });
}

function addLimits(app: Hono, account: Account): void {
  app.get('/limits', (context) => context.json(limitsOf(account)));
  app.put('/limits', async (context) => {
    const read = v.safeParse(settingsSchema, await bodyOf(context));
    if (!read.success) return refuse(context, read.issues);
    account.change(read.output);
    return context.json(limitsOf(account));
  });
}

function addSuppressionList(app: Hono, suppressed: SuppressionList): void {
  const shown = () => ({ addresses: suppressed.list() });
  app.get('/suppressed', (context) => context.json(shown()));
  app.post('/suppressed', async (context) => {
    const read = v.safeParse(suppressedSchema, await bodyOf(context));
    if (!read.success) return refuse(context, read.issues);
    suppressed.add(read.output);
    return context.json(shown(), 201);
  });
  app.delete('/suppressed/:address', (context) =>
    suppressed.remove(context.req.param('address'))
      ? context.body(null, 204)
      : context.json({ error: 'That address is not on the list.' }, 404),
  );
}

/** Mail to this machine, as a reader's mail program would send it. */
function addReceiving(app: Hono, { receive }: InboxApiDeps): void {
  app.post('/received', async (context) => {
    const read = v.safeParse(incomingSchema, await bodyOf(context));
    if (!read.success) return refuse(context, read.issues);
    const refused = receive === undefined ? read.output.to : await receive(read.output);
    const isTaken = refused.length < read.output.to.length;
    return context.json({ refused }, isTaken ? 202 : 404);
  });
}

/** Only JSON that says so: a form on some web page must not switch anything. */
async function bodyOf(context: Context): Promise<unknown> {
  const type = context.req.header('content-type') ?? '';
  if (!type.startsWith('application/json')) return undefined;
  return context.req.json().catch(() => undefined);
}

function limitsOf(account: Account) {
  return { ...account.settings(), sentLast24Hours: account.sentLast24Hours() };
}

function missing(context: Context): Response {
  return context.json({ error: 'No such message.' }, 404);
}

function refuse(context: Context, issues: readonly v.BaseIssue<unknown>[]): Response {
  const problems = issues.map((issue) => {
    const path = issue.path?.map((step) => String(step.key)).join('.') ?? '';
    return path === '' ? issue.message : `${path}: ${issue.message}`;
  });
  return context.json({ error: 'Send a JSON object as application/json.', problems }, 400);
}
