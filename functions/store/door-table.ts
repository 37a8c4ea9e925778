/** The table as a door opens it: by its settings, with its log and its waits. */
import { openBackoff, type Waiting } from '../config/backoff.ts';
import { openTable, type Table, type TableOptions } from './client.ts';

/** The table of a door, by its settings; malformed rows go into its log. */
export function openTableOf(
  settings: {
    readonly TABLE_NAME: string;
    readonly endpoints: { readonly dynamodb?: string };
  },
  log: { readonly malformed: (error: Error) => void },
  around: Waiting,
  options: Pick<TableOptions, 'attemptsMax' | 'hashes'> = {},
): Table {
  const { TABLE_NAME: name, endpoints } = settings;
  const reportMalformed = log.malformed;
  const backoff = openBackoff(around);
  return openTable(name, { ...options, endpoint: endpoints.dynamodb, reportMalformed, backoff });
}
