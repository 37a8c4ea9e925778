/** What a stage is started with. */
import type { Hosts } from './doors/plug-cable.ts';
import type { openSes } from './ses/ses.ts';
import type { Code, Context } from './template/synthesis.ts';

/** What a stage is started with. */
export interface CloudOptions {
  /** 0 takes any free port. */
  readonly port: number;
  /** Where everything is kept; absent: in memory. */
  readonly dataDir?: string;
  /** Doors from source, which is the default, or as shipped. */
  readonly code?: Code;
  /** Settings of cdk.json that are others here. */
  readonly context?: Context;
  /** A synthesised stack to run instead of that of this repository. */
  readonly folder?: string;
  readonly demo: boolean;
  /** Whether the table is kept as it is before each move of the clock, for `paperboy restore`. */
  readonly keepsPoints?: boolean;
  /** Whether schedules fire by themselves as time passes. */
  readonly ticking: boolean;
  /** The zone of the demo newsletter and of the control page. */
  readonly zone: string;
  readonly write: (line: string) => void;
  readonly settings?: Parameters<typeof openSes>[0]['settings'];
  /** From source: origins on this machine, besides our own, where feeds and hubs may be. */
  readonly allowedOrigins?: readonly string[];
  /** As shipped: `host:port` where feeds and hubs may be, each a port of this machine. */
  readonly hosts?: Hosts;
  /** How long who waits for the stage to come to rest is kept waiting at most. */
  readonly restTimeoutMs?: number;
  /** Called when the template has to be made first, which takes seconds. */
  readonly onMaking?: () => void;
}
