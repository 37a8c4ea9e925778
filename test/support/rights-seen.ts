/**
 * What the doors asked for on stages as shipped, and what they were granted. Each test file notes it
 * when its process ends; the last of the journeys reads what all have noted.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Cloud } from '../../infra/local/cloud.ts';
import type { Statement } from '../../infra/local/rights/statements.ts';

/** Where the notes are, which git leaves alone. */
export const rightsFolder = fileURLToPath(new URL('../output/rights/', import.meta.url));

export interface RightsSeen {
  /** `Doors/send/Role dynamodb:GetItem` with the resources that it was allowed for. */
  readonly used: Record<string, readonly string[]>;
  readonly denied: readonly string[];
  /** The statements of each role, by the path of the role. */
  readonly granted: Record<string, readonly Statement[]>;
}

const used = new Map<string, Set<string>>();
const denied = new Set<string>();
const granted = new Map<string, readonly Statement[]>();

/** Adds what happened on this stage to the note of this file. */
export function noteRights({ rights, table }: Pick<Cloud, 'rights' | 'table'>): void {
  if (granted.size === 0) process.once('exit', write);
  // The table of each stage has a name of its own.
  const nameOf = (resource: string) => resource.replace(table.name, 'Table');
  for (const { path, statements } of rights.roles) {
    granted.set(path, JSON.parse(JSON.stringify(statements).replaceAll(table.name, 'Table')));
  }
  for (const { who, action, resource, verdict } of rights.asked()) {
    const key = `${who} ${action}`;
    if (verdict !== 'allowed') denied.add(`${key} ${nameOf(resource)}`);
    used.set(key, (used.get(key) ?? new Set()).add(nameOf(resource)));
  }
}

/** What a journey has noted; throws when it has not run. */
export function rightsSeen(journey: string): RightsSeen {
  const note = readFileSync(join(rightsFolder, `${journey}.shipped.test.ts.json`), 'utf8');
  return JSON.parse(note) as RightsSeen;
}

function write(): void {
  const seen: RightsSeen = {
    used: Object.fromEntries([...used].map(([key, resources]) => [key, [...resources]])),
    denied: [...denied],
    granted: Object.fromEntries(granted),
  };
  mkdirSync(rightsFolder, { recursive: true });
  const name = `${basename(process.argv[1] ?? '')}.json`;
  writeFileSync(join(rightsFolder, name), JSON.stringify(seen));
}
