/** Charts as pages show them: figures of two months, in any language. */
import type { ChartFrame, Series } from '../../../functions/site/desk/chart/chart.ts';

/** yyyy-mm-dd, so many days from the first of November 2026. */
export function daysFrom(count: number): string[] {
  const first = Date.UTC(2026, 10, 1);
  return Array.from({ length: count }, (_, n) =>
    new Date(first + n * 86_400_000).toISOString().slice(0, 10),
  );
}

export function frame(changes: Partial<ChartFrame> = {}): ChartFrame {
  return {
    id: 'readers',
    title: 'Readers',
    empty: 'nothing yet',
    zero: 'none so far',
    language: 'en',
    direction: 'ltr',
    ...changes,
  };
}

/** Growth that looks like one: up, with days that nobody counted and a fall at the end. */
export function growth(labels: readonly [string, string, string]): Series[] {
  return [
    {
      label: labels[0],
      values: daysFrom(60).map((_, n) =>
        n > 19 && n < 25 ? undefined : 1200 + n * 9 - (n % 7) * 4,
      ),
    },
    {
      label: labels[1],
      values: daysFrom(60).map((_, n) => 640 + Math.round(90 * Math.sin(n / 9))),
    },
    { label: labels[2], values: daysFrom(60).map((_, n) => 700 - n * 2) },
  ];
}
