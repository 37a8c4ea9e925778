/** A reader's move from one address to another, there or back. */
import { segmentChoiceOf } from './choices.ts';
import type { ConfirmDeps } from './confirm.ts';
import type { AddressChange, Subscriber } from './subscriber.ts';

/** The move; who was suppressed at the old address is mailed at the other one. */
export interface AddressMove {
  readonly subscriber: Subscriber;
  readonly change: AddressChange;
  readonly from: string;
  readonly at: number;
  /** Where a reader goes on who is suppressed and confirmed: from where they had got. */
  readonly segmentId?: string | undefined;
}

/** Who is to move, as they were read, and where to. */
export type ReadyToMove = Pick<AddressMove, 'subscriber' | 'change'>;

/** What a move reads and writes. */
export interface MakeMoveDeps extends Pick<ConfirmDeps, 'openSegment'> {
  /** Reads once more; undefined where the move is not to be made any more. */
  readonly look: () => Promise<ReadyToMove | undefined>;
  /** Writes it, if the reader is as they were read. */
  readonly write: (move: AddressMove) => Promise<'moved' | 'refused'>;
  readonly now: () => number;
}

const triesMax = 3;

/** Makes the move; once more where the reader was suppressed, or let be, in this very moment. */
export async function makeMove(
  ready: ReadyToMove,
  from: string,
  deps: MakeMoveDeps,
  tries = 1,
): Promise<'moved' | 'refused'> {
  const { subscriber, change } = ready;
  const segmentId = await segmentAgain(subscriber, deps);
  const done = await deps.write({ subscriber, change, from, at: deps.now(), segmentId });
  if (done === 'moved' || tries === triesMax) return done;
  const after = await deps.look();
  if (after === undefined || after.subscriber.suppressed === subscriber.suppressed) return done;
  return await makeMove(after, from, deps, tries + 1);
}

async function segmentAgain(
  reader: Subscriber,
  { openSegment }: Pick<ConfirmDeps, 'openSegment'>,
): Promise<string | undefined> {
  if (!reader.suppressed || reader.state !== 'confirmed') return undefined;
  return await openSegment(segmentChoiceOf(reader));
}
