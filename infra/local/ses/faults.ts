import type { Fate } from './fates.ts';
import { troubleKinds } from './troubles.ts';

/** Faults of a call, in the order in which a call meets them, and faults of its events. */
export const faultKinds = [
  'throttle',
  'quota',
  'reject',
  'pause',
  'mail-from',
  ...troubleKinds,
  'error-500-before',
  'reset-before',
  'slow',
  'accept-then-reset',
  'accept-then-stall',
  'error-500-after',
  'fate',
  'drop-event',
  'duplicate-event',
  'delay-event',
  'reorder-event',
] as const;

/** A fault that can be switched on. */
export type FaultKind = (typeof faultKinds)[number];

/** A fault as it is switched on. */
export interface FaultSpec {
  readonly kind: FaultKind;
  /** How often it strikes before it is over; absent: until it is switched off. */
  readonly times?: number;
  /** How often it strikes of the calls that it matches, 0 to 1; absent: always. */
  readonly probability?: number;
  /** Where its chance starts, so that a run can be repeated. */
  readonly seed?: number;
  /** Only calls to this recipient; `*` stands for anything. */
  readonly recipient?: string;
  /** slow, accept-then-stall, delay-event: how long. */
  readonly ms?: number;
  /** reject: SES's words. */
  readonly message?: string;
  /** The 500 faults: another status. */
  readonly status?: number;
  /** The event faults: only events of this type, such as Send. */
  readonly eventType?: string;
  /** fate: what becomes of the message. */
  readonly fate?: Fate;
}

/** A fault that is switched on, and what is left of it. */
export interface Fault extends FaultSpec {
  readonly id: string;
  /** How often it struck so far. */
  readonly struck: number;
}

/** What a fault is matched with. */
interface FaultTarget {
  readonly recipients: readonly string[];
  readonly eventType?: string;
}

/** The faults that are switched on. */
export interface Faults {
  readonly list: () => readonly Fault[];
  readonly add: (spec: FaultSpec) => Fault;
  readonly clear: () => void;
  /** The first fault of one of these kinds that strikes now, if any. */
  readonly strike: (kinds: readonly FaultKind[], target: FaultTarget) => Fault | undefined;
}

/** Opens an empty book of faults. */
export function openFaults(): Faults {
  let entries: Entry[] = [];
  let added = 0;
  return {
    list: () => entries.map((entry) => ({ ...entry.fault })),
    add: (spec) => {
      added += 1;
      const fault = { ...spec, id: `fault-${added}`, struck: 0 };
      entries.push({ fault, chance: seededChance(spec.seed ?? added) });
      return fault;
    },
    clear: () => {
      entries = [];
    },
    strike: (kinds, target) => {
      const hit = entries.find((entry) => strikes(entry, kinds, target));
      if (hit === undefined) return undefined;
      hit.fault = { ...hit.fault, struck: hit.fault.struck + 1 };
      if (hit.fault.struck === hit.fault.times) entries = entries.filter((entry) => entry !== hit);
      return hit.fault;
    },
  };
}

interface Entry {
  fault: Fault;
  readonly chance: () => number;
}

function strikes(entry: Entry, kinds: readonly FaultKind[], target: FaultTarget): boolean {
  const { kind, recipient, eventType, probability = 1 } = entry.fault;
  if (!kinds.includes(kind)) return false;
  if (eventType !== undefined && eventType !== target.eventType) return false;
  if (recipient !== undefined && !target.recipients.some((to) => fits(to, recipient))) return false;
  return probability >= 1 || entry.chance() < probability;
}

function fits(address: string, pattern: string): boolean {
  const literal = pattern.toLowerCase().replace(/[.+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${literal.replaceAll('*', '.*')}$`).test(address.toLowerCase());
}

/** A small repeatable generator (mulberry32): the same seed strikes the same calls. */
function seededChance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
