/** The ground that trials stand on: one gate, one table engine, and the points met so far. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { startTableEngine } from '../../infra/local/table.ts';
import { useAnyCredentials } from '../support/table.ts';
import { type DeclaredOptions, readDeclared } from './declared.ts';
import { openEngineLine } from './engine-line.ts';
import { loadFormerCode } from './former-code.ts';
import { openInnerGate, startWireGate } from './gate.ts';
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
  readonly points: Map<string, Tally>;
  readonly close: () => Promise<void>;
}

export interface GroundOptions extends Partial<DeclaredOptions> {
  readonly write?: (line: string) => void;
  /** Doors reach the gate over HTTP; bundles, which bring an SDK of their own, always do. */
  readonly wire?: boolean;
  /** The commit whose doors are at work before a deployment. */
  readonly former?: string;
}

/** The engine of the table has an address of its own among those of this machine (RFC 1122 §3.2.1.3). */
const isLoopback = (host: string) => /^127(?:\.\d{1,3}){3}$/.test(host);

/** P8 of the fault plan: doors speak to nobody but the engines of this machine. */
function watchConnections(): { readonly strangers: Set<string>; readonly end: () => void } {
  const strangers = new Set<string>();
  const meet = (host: string) => {
    if (!isLoopback(host)) strangers.add(host);
  };
  const ofHttp = (message: unknown) =>
    meet((message as { request: { host: string } }).request.host);
  const ofUndici = (message: unknown) =>
    meet(new URL((message as { request: { origin: string } }).request.origin).hostname);
  subscribe('http.client.request.start', ofHttp);
  subscribe('undici:request:create', ofUndici);
  return {
    strangers,
    end: () => {
      unsubscribe('http.client.request.start', ofHttp);
      unsubscribe('undici:request:create', ofUndici);
    },
  };
}

/** Starts engine and gate. */
export async function openGround(options: GroundOptions = {}): Promise<OpenGround> {
  const { write = () => {}, code = 'source', wire = code === 'shipped', ...change } = options;
  const { former: commit, ...declaring } = change;
  const declared = await readDeclared({ ...declaring, code });
  const former = commit === undefined ? undefined : await loadFormerCode(commit);
  useAnyCredentials();
  repeatAtOnce();
  const engine = await startTableEngine();
  const gate = wire ? await startWireGate() : openInnerGate();
  const line = openEngineLine(engine.endpoint);
  const points = new Map<string, Tally>();
  const connections = watchConnections();
  return {
    declared,
    gate,
    strangers: connections.strangers,
    ...(former && { former: former.openers }),
    engine: line.carry,
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
      line.close();
      connections.end();
      former?.close();
      await gate.stop();
      await engine.stop();
    },
  };
}

/** The SDK waits a random part of its longest pause before it repeats a call: here none of it. */
function repeatAtOnce(): void {
  Math.random = () => 0;
  const later = globalThis.setTimeout;
  const soon = (act: (...what: unknown[]) => void, ms?: number, ...what: unknown[]) =>
    ms === 0 ? queueMicrotask(() => act(...what)) : later(act, ms, ...what);
  Object.assign(globalThis, { setTimeout: Object.assign(soon, later) });
}
