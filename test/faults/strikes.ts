/** What the weather does to one call of a process, and which points of the program it has met. */
import type { Call } from './call.ts';
import type { Chance } from './chance.ts';
import type { DoorName } from './declared.ts';
import type { Process } from './host.ts';
import type { Weather } from './weather.ts';

type Strike =
  | 'none'
  /** Dies before the call is made. */
  | 'die-before'
  /** Dies when the call has been carried out, before it knows. */
  | 'die-after'
  | 'throttled'
  | 'answer-lost'
  /** Stands still while another worker does its work. */
  | 'overtaken';

/** A point at which a process can die, such as `send: UpdateItem subscriber SET claim`. */
interface Point {
  readonly door: DoorName;
  readonly point: string;
}

export interface Aim extends Point {
  readonly phase: 'die-before' | 'die-after';
}

export interface Strikes {
  readonly on: (process: Process, call: Call) => Strike;
  /** How many processes were let die so far. */
  readonly deaths: () => number;
  /** Whether the one that was aimed at has died there. */
  readonly hit: () => boolean;
  /** The segment whose editions their planners die of. */
  readonly killer: () => string | undefined;
}

const deathsMax = 25;

/** Opens the strikes of a trial; `aim` names the point at which one process dies for certain. */
export function openStrikes(chance: Chance, weather: () => Weather, aim: Aim | undefined): Strikes {
  let deaths = 0;
  let met = 0;
  let hit = false;
  const occurrence = chance.strikes(0.5, 'the first') ? 0 : chance.whole(4, 'which occurrence');
  const aimed = (process: Process, call: Call): boolean => {
    if (aim === undefined || hit) return false;
    if (process.door !== aim.door || call.point !== aim.point) return false;
    hit = met++ >= occurrence;
    return hit;
  };
  let killer: string | undefined;
  /** Freezing the readers of the segment that was first seen. */
  const isKilling = ({ door }: Process, { point, body }: Call): boolean => {
    if (weather().killer === undefined || door !== 'digest') return false;
    if (!point.startsWith('TransactWriteItems Put batch')) return false;
    const segment = /"segmentId":\{"S":"([^"]+)"/.exec(body.toString('latin1'))?.[1];
    killer ??= segment;
    return segment === killer;
  };
  const dies = (process: Process, call: Call): Strike => {
    if (isKilling(process, call)) return 'die-before';
    if (aim !== undefined && aimed(process, call)) return aim.phase;
    const facts = [process.id, process.calls] as const;
    if (deaths >= deathsMax || !chance.strikes(weather().die, 'die', ...facts)) return 'none';
    return chance.strikes(0.5, 'when', ...facts) ? 'die-before' : 'die-after';
  };
  return {
    deaths: () => deaths,
    hit: () => hit,
    killer: () => killer,
    on: (process, call) => {
      const death = dies(process, call);
      if (death !== 'none') deaths++;
      return death === 'none' ? wireStrike(process, call, chance, weather()) : death;
    },
  };
}

/** What goes wrong with a call without anybody's death. */
function wireStrike(process: Process, call: Call, chance: Chance, weather: Weather): Strike {
  const facts = [process.id, process.calls] as const;
  const ofTable = call.service === 'table';
  if (ofTable && chance.strikes(weather.tableThrottle, 'table', ...facts)) return 'throttled';
  const canRepeat = ofTable || call.service === 'queue';
  if (canRepeat && chance.strikes(weather.answerLost, 'answer', ...facts)) return 'answer-lost';
  return chance.strikes(weather.overtaken, 'overtaken', ...facts) ? 'overtaken' : 'none';
}
