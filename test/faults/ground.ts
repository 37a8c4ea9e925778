/** The ground that trials stand on: one gate, one table engine, and the points met so far. */
import { startTableEngine } from '../../infra/local/table.ts';
import { useAnyCredentials } from '../support/table.ts';
import { startGate } from './gate.ts';
import { pointName } from './points.ts';
import type { Ground } from './trial.ts';

/** How often a point was met, and how often a process died there, before and after the call. */
export interface Tally {
  met: number;
  before: number;
  after: number;
}

export interface OpenGround extends Ground {
  /** By `door: point`. */
  readonly points: ReadonlyMap<string, Tally>;
  readonly close: () => Promise<void>;
}

/** Starts engine and gate. */
export async function openGround(write: (line: string) => void): Promise<OpenGround> {
  useAnyCredentials();
  // The SDK waits a random part of its longest pause before it repeats a call: here none of it.
  Math.random = () => 0;
  const [gate, engine] = await Promise.all([startGate(), startTableEngine()]);
  const points = new Map<string, Tally>();
  return {
    gate,
    endpoint: engine.endpoint,
    points,
    write,
    met: ({ door }, { point }, struck) => {
      const name = pointName(door, point);
      const tally = points.get(name) ?? { met: 0, before: 0, after: 0 };
      points.set(name, tally);
      tally.met++;
      if (struck === 'die-before') tally.before++;
      if (struck === 'die-after') tally.after++;
    },
    close: async () => {
      await gate.stop();
      await engine.stop();
    },
  };
}
