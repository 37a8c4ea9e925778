/** What somebody changed otherwise since the file was pulled. Pure. */
import { isDeepStrictEqual } from 'node:util';
import type { Change, Clash, Compared } from './change.ts';
import type { Facts } from './standing.ts';
import { isRecord, type Value } from './wanted.ts';

/** Whether somebody has changed it since the pull to what the file does not say. */
export function clashOf(one: Change, pulled: Facts | undefined): Clash[] {
  if (pulled === undefined) return [];
  const [was, is] = standOf(one, pulled);
  return isDeepStrictEqual(was, is) ? [] : [{ ...one, pulled: was }];
}

/** What was then and is now, of a feed or section that comes or goes by what tells that it is there. */
function standOf({ key, from }: Change, pulled: Facts): [was: Value, is: Value] {
  const [kind, , part] = key.split('.');
  if (part !== undefined || key.split('.').length === 1 || !isThere(kind)) {
    return [pulled.get(key) ?? null, from];
  }
  const [tells, now] =
    kind === 'feeds'
      ? ['state', isRecord(from) ? from.state : null]
      : ['name', isRecord(from) ? from.name : null];
  return [pulled.get(`${key}.${tells}`) ?? null, now];
}

function isThere(kind: string | undefined): boolean {
  return kind === 'feeds' || kind === 'sections';
}

/**
 * What counts as pulled once a plan was applied: what the file and the newsletter agree on by now.
 * Of what clashes, or the file does not speak of, that stays what it was when the file was pulled.
 */
export function pulledAfter(
  { changes, clashes, agreed }: Compared,
  pulled: Facts | undefined,
  after: Facts,
): Facts {
  if (pulled === undefined) return after;
  const own = new Set([...changes.map(({ key }) => key), ...agreed]);
  if (!clashes.some(({ key }) => key === 'sections')) own.add('sections');
  const isOwn = (key: string) => own.has(key) || own.has(key.split('.').slice(0, 2).join('.'));
  return new Map([
    ...[...pulled].filter(([key]) => !isOwn(key)),
    ...[...after].filter(([key]) => isOwn(key)),
  ]);
}
