/** Counts what several runs of tests tell, so that they end in one summary, and keeps the slowest. */
import { relative } from 'node:path';
import type { TestEvent as Told } from 'node:test/reporters';

export type TestEvent = Told;

const counts = ['tests', 'suites', 'pass', 'fail', 'cancelled', 'skipped', 'todo'] as const;
const slowestMax = 20;

interface Timed {
  readonly ms: number;
  readonly told: string;
}

export interface Tally {
  /** Lets events through, but for those of which a run makes its summary. */
  readonly through: (events: AsyncIterable<TestEvent>) => AsyncGenerator<TestEvent>;
  /** Whether nothing has failed until now. */
  readonly isGreen: () => boolean;
  /** The slowest tests, then the counts of all runs, as the test runner would tell them. */
  readonly summary: () => Generator<TestEvent>;
}

/** `root` is what the names of files are told from. */
export function openTally(root: string): Tally {
  const begunAt = performance.now();
  const sums = new Map<string, number>();
  let slowest: readonly Timed[] = [];
  const add = (name: string, count: number) => sums.set(name, (sums.get(name) ?? 0) + count);
  const note = (event: TestEvent) => {
    if (event.type !== 'test:pass' && event.type !== 'test:fail') return;
    const { name, file, details } = event.data;
    if (details.type === 'suite') return;
    const timed = { ms: details.duration_ms, told: `${relative(root, file ?? '')}: ${name}` };
    slowest = [...slowest, timed].sort((a, b) => b.ms - a.ms).slice(0, slowestMax);
  };
  return {
    through: async function* (events) {
      for await (const event of events) {
        const [, name, count] = countIn(event) ?? [];
        if (name !== undefined) add(name, Number(count));
        else yield event;
        note(event);
      }
    },
    isGreen: () => (sums.get('fail') ?? 0) + (sums.get('cancelled') ?? 0) === 0,
    summary: function* () {
      yield line(`the ${slowest.length} slowest tests, in seconds`);
      for (const { ms, told } of slowest) yield line(`${(ms / 1000).toFixed(1)} ${told}`);
      for (const name of counts) yield line(`${name} ${sums.get(name) ?? 0}`);
      yield line(`duration_ms ${(performance.now() - begunAt).toFixed(0)}`);
    },
  };
}

const summaryLine = new RegExp(`^(${[...counts, 'duration_ms'].join('|')}) ([\\d.]+)$`);

function countIn({ type, data }: TestEvent): RegExpExecArray | null {
  return type === 'test:diagnostic' && data.nesting === 0 ? summaryLine.exec(data.message) : null;
}

function line(message: string): TestEvent {
  return { type: 'test:diagnostic', data: { nesting: 0, message, level: 'info' } } as TestEvent;
}
