/** Newsletters, as their owner set them up. */
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Newsletter } from '../edition/newsletter.ts';
import { contentOf, getRow, queryRows, type Row, type Table } from './client.ts';
import { keys } from './table.ts';

export interface NewsletterStore {
  readonly load: (id: string) => Promise<Newsletter | undefined>;
  readonly list: () => Promise<Newsletter[]>;
  readonly save: (newsletter: Newsletter) => Promise<void>;
}

/** The newsletters in this table. */
export function newsletterStore(table: Table): NewsletterStore {
  return {
    load: async (id) => {
      const row = await getRow(table, keys.newsletter(id));
      return row && fromRow(row);
    },
    list: async () => {
      const rows = await queryRows(table, {
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': keys.newsletters.pk },
      });
      return rows.map(fromRow);
    },
    save: async (newsletter) => {
      const Item = { ...keys.newsletter(newsletter.id), ...newsletter };
      await table.client.send(new PutCommand({ TableName: table.name, Item }));
    },
  };
}

function fromRow(row: Row): Newsletter {
  return contentOf(row) as unknown as Newsletter;
}
