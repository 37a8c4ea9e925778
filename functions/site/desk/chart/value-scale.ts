/** Where a value stands in the height of a plot, and which values have a line of their own. */
import { scaleLinear } from 'd3-scale';

/** Pixels downwards for a value, and the values that are written beside the plot. */
export interface ValueScale {
  readonly y: (value: number) => number;
  readonly ticks: readonly number[];
}

const ticksAbout = 4;

/**
 * A scale over these numbers, rounded outwards to whole steps. Bars begin at nothing, lines need not.
 * One number alone, or none, gets a scale with room above it.
 */
export function valueScale(
  numbers: readonly number[],
  { top, bottom, fromZero }: { top: number; bottom: number; fromZero: boolean },
): ValueScale {
  const all = fromZero || numbers.length === 0 ? [0, ...numbers] : numbers;
  const least = all.reduce((a, b) => Math.min(a, b));
  const most = all.reduce((a, b) => Math.max(a, b));
  const linear = scaleLinear()
    .domain(least === most ? aroundOne(least) : [least, most])
    .range([bottom, top])
    .nice(ticksAbout);
  const isWhole = numbers.every(Number.isInteger);
  const ticks = linear.ticks(ticksAbout).filter((tick) => !isWhole || Number.isInteger(tick));
  return { y: (value) => Math.round(linear(value) * 100) / 100, ticks };
}

/** A span with a number in it: of nothing one, else from nothing to the number. */
function aroundOne(value: number): [number, number] {
  if (value === 0) return [0, 1];
  return value > 0 ? [0, value] : [value, 0];
}
