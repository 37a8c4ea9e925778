/** The queues of dead letters, by the outputs that name them. */
import type { LetterBox } from '../../functions/mail/dead-letters.ts';
import { openLetterBox } from '../../functions/store/dead-letters.ts';
import type { openSqs } from '../../functions/store/queue.ts';
import { deadLetterOutputs } from './stack-outputs.ts';

/** All of them; `named` refuses where an output is lacking. */
export function letterBoxes(
  client: ReturnType<typeof openSqs>,
  urls: readonly (string | undefined)[],
  named: (url: string | undefined, output: string) => string,
): readonly LetterBox[] {
  return deadLetterOutputs.map((output, n) =>
    openLetterBox(client, output.replace(/Url$/, ''), named(urls[n], output)),
  );
}
