/** The doors that the template declares, from source or as shipped, each with its triggers' way in. */
import type { Metrics } from '../alarms/metrics.ts';
import type { ClockMemory } from '../clock.ts';
import type { DoorDeclaration } from '../template/declaration.ts';
import type { Code } from '../template/synthesis.ts';
import { type Account, counted, type Invoke } from './invoke.ts';
import type { Hosts } from './plug-cable.ts';
import { openShippedDoor } from './shipped-door.ts';
import { openSourceDoor } from './source-door.ts';

/** What doors are opened with. */
export interface DoorsInput {
  readonly code: Code;
  readonly declarations: readonly DoorDeclaration[];
  /** What a door finds in its environment besides what the template says. */
  readonly surroundingsOf: (door: DoorDeclaration) => Readonly<Record<string, string>>;
  readonly account: Account;
  readonly metrics: Metrics;
  readonly now: () => number;
  readonly ahead: ClockMemory;
  /** Hosts and their ports on this machine, for bundles. */
  readonly hosts: Hosts;
  /** Origins on this machine that the fetch door may read when it runs from source. */
  readonly allowedOrigins: readonly string[];
  /** Takes each log line of a door. */
  readonly write: (door: DoorDeclaration, line: string) => void;
}

/** The doors of the stage. */
export interface Doors {
  /** The way into a function, by ARN. */
  readonly byArn: (arn: string) => Invoke;
  /** The way into a function, by name. */
  readonly byName: (name: string) => Invoke;
  /** Workers that run bundles now, by door. */
  readonly instances: () => Readonly<Record<string, number>>;
  /** Calls that are being answered now, of all doors together. */
  readonly running: () => number;
  /** Functions that were changed take the calls from now on; who has found one calls the new one. */
  readonly replace: (declarations: readonly DoorDeclaration[]) => Promise<void>;
  readonly stop: () => Promise<void>;
}

interface Opened {
  readonly declaration: DoorDeclaration;
  readonly invoke: Invoke;
  readonly instances: () => number;
  readonly stop: () => Promise<void>;
}

/** Opens all doors of the template. */
export async function openDoors(input: DoorsInput): Promise<Doors> {
  const openAll = (declarations: readonly DoorDeclaration[]) =>
    Promise.all(declarations.map((one) => openDoor(one, input)));
  let opened = await openAll(input.declarations);
  const find = (what: 'arn' | 'name', value: string) => {
    const found = opened.find(({ declaration }) => declaration[what] === value);
    if (found === undefined) throw new Error(`The template declares no function ${value}.`);
    return found.invoke;
  };
  const wayTo = (what: 'arn' | 'name', value: string): Invoke => {
    find(what, value);
    return (event) => find(what, value)(event);
  };
  return {
    byArn: (arn) => wayTo('arn', arn),
    byName: (name) => wayTo('name', name),
    instances: () =>
      Object.fromEntries(opened.map((one) => [one.declaration.door, one.instances()])),
    running: input.account.running,
    replace: async (declarations) => {
      const before = opened;
      opened = await openAll(declarations);
      await Promise.all(before.map((one) => one.stop()));
    },
    stop: async () => {
      await Promise.all(opened.map((one) => one.stop()));
    },
  };
}

async function openDoor(declaration: DoorDeclaration, input: DoorsInput): Promise<Opened> {
  const { code, now, ahead, hosts, allowedOrigins } = input;
  const env = { ...input.surroundingsOf(declaration), ...declaration.env };
  const write = (line: string) => input.write(declaration, line);
  const around = { account: input.account, metrics: input.metrics, write, now };
  if (code === 'shipped') {
    const door = openShippedDoor({ declaration, env, ahead, hosts, write });
    return { ...door, declaration, invoke: counted(declaration, door.invoke, around) };
  }
  const door = await openSourceDoor({ declaration, env, now, write, allowedOrigins });
  return {
    declaration,
    invoke: counted(declaration, door, around),
    instances: () => 0,
    stop: async () => {},
  };
}
