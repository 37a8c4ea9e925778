/**
 * The points of the program at which a process can die: every call that a door was seen to make.
 * `points.json` is the list that is kept; a call that is not on it fails the test.
 */
import { writeFileSync } from 'node:fs';
import type { DoorName } from './declared.ts';
import type { Tally } from './ground.ts';
import kept from './points.json' with { type: 'json' };
import type { Aim } from './strikes.ts';

const doors = Object.keys(kept) as DoorName[];

export const pointName = (door: DoorName, point: string) => `${door}: ${point}`;

/** Every point on the list. */
export const knownPoints: ReadonlySet<string> = new Set(
  doors.flatMap((door) => kept[door].map((point) => pointName(door, point))),
);

/** A death before the call and one after it, for every point. */
const aims: readonly Aim[] = doors.flatMap((door) =>
  kept[door].flatMap((point) => [
    { door, point, phase: 'die-before' } as const,
    { door, point, phase: 'die-after' } as const,
  ]),
);

/** The aims whose point has this in its name: all of them for an empty text. */
export function aimsAt(part: string): readonly Aim[] {
  return aims.filter(({ door, point }) => pointName(door, point).includes(part));
}

/** Adds what was met to the list. */
export function writePoints(met: ReadonlyMap<string, Tally>): void {
  const all = [...new Set([...knownPoints, ...met.keys()])].sort();
  const byDoor = doors.map((door) => {
    const prefix = pointName(door, '');
    const own = all.filter((name) => name.startsWith(prefix));
    return [door, own.map((name) => name.slice(prefix.length))];
  });
  const text = JSON.stringify(Object.fromEntries(byDoor), null, 2);
  writeFileSync(new URL('./points.json', import.meta.url), `${text}\n`);
}
