/** What a program has sent: read, and held to the schemas of its route. */
import type { Context } from 'hono';
import * as v from 'valibot';
import type { ApiRoute } from './api.ts';
import { pointer } from './pointers.ts';
import { type Fault, type Problem, refuse } from './problems.ts';

/** What was sent, as far as a route takes anything. */
interface Sent {
  readonly params: Readonly<Record<string, string>>;
  readonly query: object;
  readonly body: object;
}

/** Reads it; or says why it cannot be, or where it does not fit. */
export async function readInput(
  c: Context,
  { query, body }: Pick<ApiRoute, 'query' | 'body'>,
): Promise<Sent | Problem> {
  const asked = v.safeParse(query ?? noQuery, c.req.query());
  if (!asked.success) return misfit(asked.issues, (path) => path.join('.'));
  const params = c.req.param() as Record<string, string>;
  if (body === undefined) return { params, query: asked.output, body: {} };
  const sent = await jsonOf(c);
  if ('problem' in sent) return sent;
  const read = v.safeParse(body, sent.json);
  if (!read.success) return misfit(read.issues, pointer);
  return { params, query: asked.output, body: read.output };
}

const noQuery = v.strictObject({});

/** A body may be left out where all of it may be. */
async function jsonOf(c: Context): Promise<{ readonly json: unknown } | Problem> {
  const text = await c.req.text();
  if (text.trim() === '') return { json: {} };
  const type = (c.req.header('content-type') ?? '').split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') return refuse('mediaType');
  try {
    return { json: JSON.parse(text) };
  } catch {
    return refuse('unreadable');
  }
}

const faultsMax = 20;

function misfit(
  issues: readonly v.BaseIssue<unknown>[],
  nameOf: (path: readonly string[]) => string,
): Problem {
  const errors = issues.slice(0, faultsMax).map(({ path = [], message }): Fault => {
    const steps = path.map(({ key }) => String(key));
    return { at: nameOf(steps), says: message };
  });
  return refuse('invalid', undefined, { errors });
}
