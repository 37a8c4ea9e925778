/** Newsletters, as their owner set them up. */
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Newsletter } from '../edition/newsletter.ts';
import { getRow, queryRows, type Table } from './client.ts';
import { newsletterOf, newsletterRow } from './newsletter-row.ts';
import { readEach } from './row.ts';
import { keys } from './table.ts';

/** The newsletter rows. */
export interface NewsletterStore {
  readonly load: (id: string) => Promise<Newsletter | undefined>;
  readonly list: () => Promise<Newsletter[]>;
  readonly save: (newsletter: Newsletter) => Promise<void>;
}

/** The newsletters in this table. */
export function newsletterStore(table: Table): NewsletterStore {
  return {
    load: (id) => load(table, id),
    list: () => list(table),
    save: (newsletter) => save(table, newsletter),
  };
}

async function load(table: Table, id: string): Promise<Newsletter | undefined> {
  const row = await getRow(table, keys.newsletter(id));
  return row && newsletterOf(row);
}

async function list(table: Table): Promise<Newsletter[]> {
  const rows = await queryRows(table, {
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': keys.newsletters.pk },
  });
  return readEach(table, rows, newsletterOf);
}

async function save(table: Table, newsletter: Newsletter): Promise<void> {
  const Item = newsletterRow(newsletter);
  await table.client.send(new PutCommand({ TableName: table.name, Item }));
}
