/** What a newsletter says of the gate for all its feeds, in a row of its own. */
import * as v from 'valibot';
import type { Filter, FilterField } from '../feed/filter.ts';
import type { NewsletterGate } from '../feed/gate/gate-rules.ts';
import type { Approval } from '../feed/gate-settings.ts';
import { getRow, type Row, type Table, updateRow } from './client.ts';
import { updateOfFields } from './named-fields.ts';
import { nameIn, readRow, shapeOf } from './row.ts';
import { keys } from './table.ts';

/** What the owner says of the gate for a newsletter. */
export interface GateSettingStore {
  readonly load: (newsletterId: string) => Promise<NewsletterGate>;
  /** Changes what is named. */
  readonly change: (newsletterId: string, changes: GateChanges) => Promise<void>;
}

/** What is to be changed; one that is there without a value is to be as if nothing was said. */
interface GateChanges {
  readonly settleMinutes?: number | undefined;
  readonly approval?: Approval | undefined;
  readonly filters?: NewsletterGate['filters'];
}

/** The shape of a filter in a row. */
export const filterShape = shapeOf<Filter>()(
  v.looseObject({
    does: v.picklist(['keep', 'drop']),
    by: nameIn<FilterField>(),
    value: v.string(),
  }),
);

/** The shape of an approval in a row. */
export const approvalShape = shapeOf<Approval>()(
  v.looseObject({ hours: v.number(), otherwise: v.picklist(['release', 'drop']) }),
);

const settingsShape = v.looseObject({
  settleMinutes: v.exactOptional(v.number()),
  approval: v.exactOptional(approvalShape),
  filters: v.optional(v.record(v.string(), v.array(filterShape)), {}),
});

/** The settings of the gate in this table. */
export function gateSettingStore(table: Table): GateSettingStore {
  return {
    load: (newsletterId) => load(table, newsletterId),
    change: (newsletterId, changes) => change(table, newsletterId, changes),
  };
}

async function load(table: Table, newsletterId: string): Promise<NewsletterGate> {
  const row = await getRow(table, keys.gate(newsletterId));
  if (row === undefined) return { filters: new Map() };
  const { settleMinutes, approval, filters } = readRow(settingsShape, row);
  return {
    ...(settleMinutes === undefined ? {} : { settleMinutes }),
    ...(approval === undefined ? {} : { approval }),
    filters: new Map(Object.entries(filters)),
  };
}

async function change(table: Table, newsletterId: string, changes: GateChanges): Promise<void> {
  const { filters, ...rest } = changes;
  const fields: Row = {
    ...rest,
    ...(filters === undefined ? {} : { filters: Object.fromEntries(filters) }),
  };
  if (Object.keys(fields).length === 0) return;
  await updateRow(table, keys.gate(newsletterId), updateOfFields(fields));
}
