/** The words to which people have agreed: each version once, with its text. */
import * as v from 'valibot';
import { getRow, type Table, updateRow } from './client.ts';
import { readRow } from './row.ts';
import { keys } from './table.ts';

const wordsShape = v.looseObject({ text: v.string() });

/** Words as they were shown, and the version by which consents name them. */
interface Words {
  readonly version: string;
  readonly text: string;
}

/** The versions and their texts; what this process has written is not written again. */
export function consentWordsStore(table: Table, now: () => number) {
  const noted = new Set<string>();
  return {
    noteWords: async ({ version, text }: Words): Promise<void> => {
      if (noted.has(version)) return;
      await updateRow(table, keys.words(version), {
        UpdateExpression: 'SET #text = if_not_exists(#text, :text), #at = if_not_exists(#at, :at)',
        ExpressionAttributeNames: { '#text': 'text', '#at': 'at' },
        ExpressionAttributeValues: { ':text': text, ':at': now() },
      });
      noted.add(version);
    },
    wordsOf: async (version: string): Promise<string | undefined> => {
      const row = await getRow(table, keys.words(version));
      return row && readRow(wordsShape, row).text;
    },
  };
}
