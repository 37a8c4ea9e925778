/** All that the settings of a newsletter are read from and written to, by forms of the desk. */
import { schemaVersion } from '../config/upgrade.ts';
import type { Segment } from '../edition/segment.ts';
import type { EditDeps, EditWrites } from '../edition/setup/edit.ts';
import type { Table } from './client.ts';
import { feedStore } from './feeds.ts';
import { gateSettingStore } from './gate-settings.ts';
import { newsletterStore } from './newsletters.ts';
import { readerCountStore } from './readers.ts';
import { schemaStore } from './schema.ts';
import { segmentStore } from './segments.ts';

/** What a form of settings reads and writes. */
export interface SettingsBook {
  readonly reads: (newsletterId: string) => EditDeps;
  readonly writes: EditWrites;
}

/** The readers of one schedule are counted where all are so few; all of them were, once a day. */
const countedReadersMax = 5_000;

/** The settings in this table. */
export function settingsBook(table: Table, now: () => number): SettingsBook {
  const newsletters = newsletterStore(table);
  const feeds = feedStore(table);
  const gate = gateSettingStore(table);
  return {
    reads: (newsletterId) => ({
      standing: async (id) => {
        const [newsletter, settings, list] = await Promise.all([
          newsletters.load(id),
          gate.load(id),
          feeds.list(id),
        ]);
        return { newsletter, gate: settings, feeds: list };
      },
      ...countsOf(table, newsletterId),
    }),
    writes: {
      replace: async (before, next) => {
        if (before === undefined && (await newsletters.list()).length === 0) {
          await schemaStore(table).begin(schemaVersion);
        }
        return newsletters.replace(before, next);
      },
      changeGate: gate.change,
      changeFeed: feeds.change,
      now,
    },
  };
}

/** A page makes few calls, however many readers there are: what takes more is not counted. */
function countsOf(table: Table, newsletterId: string): Pick<EditDeps, 'segments' | 'readersIn'> {
  const counts = readerCountStore(table);
  let listed: Promise<Segment[]> | undefined;
  const segments = () => {
    listed ??= segmentStore(table).list(newsletterId);
    return listed;
  };
  return {
    segments,
    readersIn: async (segmentIds) => {
      if (segmentIds.length === 0) return 0;
      const readers = await counts.load(newsletterId);
      if (segmentIds.length === (await segments()).length || readers === undefined) return readers;
      const isFew = readers <= countedReadersMax && segmentIds.length === 1;
      return isFew ? counts.inSegments(segmentIds) : undefined;
    },
  };
}
