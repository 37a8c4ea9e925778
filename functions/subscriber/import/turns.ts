/** When the confirmations of an import are mailed: as few an hour as honest signups leave room for. */
import { dayMs } from '../../config/time.ts';
import { importWindows, type Window, type Windows } from '../windows.ts';

const aheadMsMax = 30 * dayMs;

/**
 * Gives each address a turn in the windows that signups are counted in, this hour or a later one.
 * Who has none within 30 days gets none: what people asked for elsewhere has gone stale by then.
 * `windowsAt` are the windows as they are, or will be, at an instant (ms).
 */
export function openTurns(windowsAt: (at: number) => Windows, from: number) {
  /** Every hour before it is full. */
  const openFrom = new Map<string, number>();
  const nameOf = ({ kind, name }: Window) => `${kind} ${name}`;
  const opening = (window: Window) => openFrom.get(nameOf(window)) ?? from;
  return async (addressKey: string, id: string): Promise<number | undefined> => {
    const [domain, all] = importWindows(addressKey, id);
    let at = Math.max(opening(domain), opening(all));
    while (at < from + aheadMsMax) {
      const windows = windowsAt(at);
      const next = (Math.floor(at / all.lengthMs) + 1) * all.lengthMs;
      const ofDomain = await windows.take(domain, 1);
      const ofAll = ofDomain.kind === 'taken' ? await windows.take(all, 1) : undefined;
      if (ofAll?.kind === 'taken') {
        // Every window is taken to begin where the import did: none of its turns has gone by yet.
        const begun = next - all.lengthMs + (from % all.lengthMs);
        return Math.round(begun + (ofAll.used / all.max) * all.lengthMs);
      }
      openFrom.set(nameOf(ofAll === undefined ? domain : all), next);
      at = next;
    }
    return undefined;
  };
}
