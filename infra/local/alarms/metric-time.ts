/**
 * The time of the metrics. A jump of the stage's clock is no outage: what it leaves out has not
 * happened for alarms, or each jump would ring for calls that never came.
 */
import { minuteMs } from '../../../functions/config/time.ts';

/** The time that alarms are judged by: without what a jump of the clock left out. */
export interface MetricTime {
  /** Milliseconds; whole periods of the clock are whole periods here. */
  readonly now: () => number;
  /** Is told how far the clock is about to jump, in milliseconds. */
  readonly jump: (ms: number) => void;
}

/** The period of all alarms: whatever is called in one of them is called in each. */
const periodMs = 5 * minuteMs;

/** Follows the clock; of a jump it keeps no more than one period. */
export function openMetricTime(clock: { readonly now: () => number }): MetricTime {
  let leftOut = 0;
  return {
    now: () => clock.now() - leftOut,
    jump: (ms) => {
      leftOut += Math.max(0, Math.ceil(ms / periodMs) - 1) * periodMs;
    },
  };
}
