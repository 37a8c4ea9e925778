/** What an owner says about one edition: stop it, let it go on, give it up. */
import { type Edition, isUnderWay } from '../edition.ts';
import type { Newsletter } from '../newsletter.ts';
import { type HoldDeps, stopEdition } from './hold.ts';

/** One of these words. */
export type EditionWord = 'stop' | 'release' | 'drop';

/** What deciding about one edition writes. */
export interface DecideEditionDeps extends Pick<HoldDeps, 'hold' | 'archive'> {
  readonly release: (edition: Edition) => Promise<'decided' | 'changed'>;
  readonly drop: (edition: Edition) => Promise<'decided' | 'changed'>;
}

/** `decided`: it stood otherwise, or somebody else was first; `tooLate`: it is done. */
export interface EditionDecided {
  readonly kind: 'stopped' | 'released' | 'dropped' | 'decided' | 'tooLate';
  /** How it stands now, as far as is known. */
  readonly state: Edition['state'];
}

/** Decides about an edition that goes out, or is held. */
export async function decideEdition(
  edition: Edition,
  word: EditionWord,
  newsletter: Newsletter,
  deps: DecideEditionDeps,
): Promise<EditionDecided> {
  const { state } = edition;
  if (word === 'stop') {
    const after = isUnderWay(edition) ? await stopEdition(edition, newsletter, deps) : edition;
    if (isUnderWay(edition) && after.state === 'held') return { kind: 'stopped', state: 'held' };
    return { kind: after.state === 'done' ? 'tooLate' : 'decided', state: after.state };
  }
  const isDecided = state === 'held' && (await deps[word](edition)) === 'decided';
  if (!isDecided) return { kind: 'decided', state };
  const kind = word === 'release' ? 'released' : 'dropped';
  return { kind, state: word === 'drop' ? 'dropped' : (edition.held?.during ?? 'planning') };
}
