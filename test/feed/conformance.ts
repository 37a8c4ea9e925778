/**
 * Holds the reader to a directory of cases: NAME.xml or NAME.json beside NAME.expected.json.
 * Prints a line for each field that differs and a last line with the counts.
 * Usage: node test/feed/conformance.ts --corpus DIR
 */
import { parseArgs } from 'node:util';
import { runCorpus } from './corpus.ts';

const { values } = parseArgs({ options: { corpus: { type: 'string' } } });
if (values.corpus === undefined) {
  process.stderr.write('Say which cases to read: --corpus DIR\n');
  process.exitCode = 2;
} else {
  const results = await runCorpus(values.corpus);
  const failed = results.filter((result) => result.differences.length > 0);
  for (const { name, differences } of failed) {
    for (const { field, want, got } of differences) {
      process.stdout.write(
        `${name}: ${field}: want ${JSON.stringify(want)} got ${JSON.stringify(got)}\n`,
      );
    }
  }
  process.stdout.write(`${results.length - failed.length} passed, ${failed.length} failed\n`);
  process.exitCode = failed.length === 0 ? 0 : 1;
}
