import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newNotice } from '../../functions/config/notice.ts';
import { languages } from '../../functions/edition/languages.ts';
import { onAlteredSource } from '../support/altered-source.ts';
import { unsaid } from './unsaid-notices.ts';

test('every language has a sentence for all that owners are told, with a place for each value', () => {
  assert.deepEqual(unsaid(), []);
});

test('a kind that is only in the list has no words in any language', async () => {
  const insertion = {
    file: 'functions/config/notice.ts',
    after: 'const noticeValues = {',
    insert: "madeUp: ['feed'],",
  };
  const module = 'test/mail/unsaid-notices.ts';
  const found = await onAlteredSource({
    insertions: [insertion],
    module,
    call: 'unsaid',
    args: [],
  });
  assert.deepEqual(
    found,
    languages.map((language) => `${language}: madeUp`),
  );
});

test('a notice lacks none of the values that its words have places for', () => {
  const at = { id: 'x', newsletterId: 'n', at: 0 };
  // @ts-expect-error: the reason is missing.
  newNotice({ ...at, kind: 'feedFailing', values: { feed: 'Gazette' } });
});
