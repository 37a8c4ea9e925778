/** Sites that asked to be left alone: a row each, found together, so that no feed is walked. */
import * as v from 'valibot';
import type { PausedSites } from '../feed/site.ts';
import { queryRows, type Table, ttl, updateRow } from './client.ts';
import { readEach, readRow } from './row.ts';
import { keys } from './table.ts';

/** The sites that are left alone. */
export interface PausedSiteStore {
  /** Those that are at this instant (ms). */
  readonly at: (now: number) => Promise<PausedSites>;
  /** Leaves a site alone until then, or until later if it is already. */
  readonly pause: (site: string, until: number) => Promise<void>;
}

const shape = v.looseObject({ sk: v.string(), until: v.number() });

/** The paused sites in this table. */
export function pausedSiteStore(table: Table): PausedSiteStore {
  return {
    at: async (now) => {
      const rows = await queryRows(table, {
        KeyConditionExpression: 'pk = :pk',
        FilterExpression: '#until > :now',
        ExpressionAttributeNames: { '#until': 'until' },
        ExpressionAttributeValues: { ':pk': keys.pausedSite('').pk, ':now': now },
      });
      const paused = readEach(table, rows, (row) => readRow(shape, row, row));
      return new Map(paused.map(({ sk, until }) => [sk, until]));
    },
    pause: async (site, until) => {
      await updateRow(table, keys.pausedSite(site), {
        UpdateExpression: 'SET #until = :until, expiresAt = :expires',
        ConditionExpression: 'attribute_not_exists(#until) OR #until < :until',
        ExpressionAttributeNames: { '#until': 'until' },
        ExpressionAttributeValues: { ':until': until, ':expires': ttl(until) },
      });
    },
  };
}
