/** The turn of an address: a letter of one kind goes there once in 24 hours. */
import { hasRoom, type SignUpDeps } from './sign-up.ts';
import type { Subscriber } from './subscriber.ts';
import { addressWindow } from './windows.ts';

/** `over` when the address has had its letter; `later` when none goes out now, which uses no turn up. */
export type Turn = 'taken' | 'over' | 'later';

/**
 * Takes the turn of an address, and room for its mail. Nobody's turn is used up by a refusal, and
 * whatever is known of the address, the same calls are made.
 */
export async function takeTurn(
  letter: 'link' | 'address',
  { newsletterId, addressKey }: Pick<Subscriber, 'newsletterId' | 'addressKey'>,
  isMailed: boolean,
  deps: Pick<SignUpDeps, 'windows' | 'randomId'>,
): Promise<Turn> {
  const window = addressWindow(letter, newsletterId, addressKey);
  const before = await deps.windows.take(window, 0);
  const mails = isMailed && before.kind === 'taken' ? 1 : 0;
  if (!(await hasRoom(addressKey, mails, deps))) return 'later';
  // Of two at once, one has it.
  return (await deps.windows.take(window, 1)).kind === 'taken' ? 'taken' : 'over';
}
