/** What is decided about one edition: stop it, let it go on, give it up. */
import type { Context } from 'hono';
import { type Edition, isUnderWay } from '../../edition/edition.ts';
import { stopEdition } from '../../edition/plan/hold.ts';
import { type Desk, type DeskRoute, deskPath, type NewsletterVisit } from './desk.ts';
import { type EditionsUses, editionAt } from './editions-uses.ts';
import { goTo } from './parts.ts';
import { deskProblem } from './problem.ts';

const act = { method: 'post', about: 'newsletter', right: 'send' } as const;

/** The acts. */
export const editionActs: readonly DeskRoute<EditionsUses>[] = [
  { ...act, path: '/e/:edition/stop', answer: postStop },
  { ...act, path: '/e/:edition/release', answer: deciding('release') },
  { ...act, path: '/e/:edition/drop', answer: deciding('drop') },
];

type Answer = (c: Context, visit: NewsletterVisit, desk: Desk<EditionsUses>) => Promise<Response>;

function back(c: Context, edition: Edition, said: string): Response {
  return goTo(c, deskPath(edition.newsletterId, `/e/${edition.id}`), said);
}

async function postStop(
  c: Context,
  visit: NewsletterVisit,
  { deps }: Desk<EditionsUses>,
): Promise<Response> {
  const edition = await editionAt(c, visit, deps);
  if (edition === undefined) return await deskProblem(c, 'missing');
  const told = { object: edition.id, before: edition.state };
  const stopped = isUnderWay(edition)
    ? await stopEdition(edition, visit.newsletter, deps.deciding)
    : edition;
  const isStopped = isUnderWay(edition) && stopped.state === 'held';
  visit.tell({ ...told, after: stopped.state, outcome: isStopped ? 'done' : 'refused' });
  if (isStopped) return back(c, edition, 'stopped');
  return back(c, edition, stopped.state === 'done' ? 'tooLate' : 'decided');
}

function deciding(word: 'release' | 'drop'): Answer {
  return async (c, visit, { deps }) => {
    const edition = await editionAt(c, visit, deps);
    if (edition === undefined) return await deskProblem(c, 'missing');
    const { id, state } = edition;
    const isDecided = state === 'held' && (await deps.held[word](edition)) === 'decided';
    const after = word === 'release' ? 'released' : 'dropped';
    visit.tell(
      isDecided
        ? { object: id, before: 'held', after }
        : { object: id, before: state, after: state, outcome: 'refused' },
    );
    return back(c, edition, isDecided ? after : 'decided');
  };
}
