/**
 * The groups of tests, told by what stands before `.test.ts` in the name of a file. Nothing stands
 * there when a test needs no more than the process it runs in.
 */
import { globSync } from 'node:fs';

/** From what costs least to what costs most; a test is in the group of the dearest thing it needs. */
export const groups = ['fast', 'engine', 'browser', 'shipped', 'faults'] as const;

export type Group = (typeof groups)[number];

/** The group of a test file; undefined when its name tells a group that there is not. */
export function groupOf(file: string): Group | undefined {
  const [, told = 'fast'] = /(?:\.([^./]+))?\.test\.ts$/.exec(file) ?? [];
  return groups.find((group) => group === told);
}

/** The test files below the folder, in order, each as a path from there. */
export function testFiles(root: string): string[] {
  return globSync('test/**/*.test.ts', { cwd: root }).sort();
}
