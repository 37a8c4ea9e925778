/** What is decided about one edition: stop it, let it go on, give it up. */
import type { Context } from 'hono';
import type { Edition } from '../../edition/edition.ts';
import {
  decideEdition,
  type EditionDecided,
  type EditionWord,
} from '../../edition/plan/decide-edition.ts';
import { type Desk, type DeskRoute, deskPath, type NewsletterVisit } from './desk.ts';
import { type EditionsUses, editionAt } from './editions-uses.ts';
import { goTo } from './parts.ts';
import { deskProblem } from './problem.ts';

const act = { method: 'post', about: 'newsletter', right: 'send' } as const;

/** The acts. */
export const editionActs: readonly DeskRoute<EditionsUses>[] = [
  { ...act, path: '/e/:edition/stop', answer: deciding('stop') },
  { ...act, path: '/e/:edition/release', answer: deciding('release') },
  { ...act, path: '/e/:edition/drop', answer: deciding('drop') },
];

type Answer = (c: Context, visit: NewsletterVisit, desk: Desk<EditionsUses>) => Promise<Response>;

function deciding(word: EditionWord): Answer {
  return async (c, visit, { deps }) => {
    const edition = await editionAt(c, visit, deps);
    if (edition === undefined) return await deskProblem(c, 'missing');
    const { deciding: gate, held } = deps;
    const decided = await decideEdition(edition, word, visit.newsletter, { ...gate, ...held });
    visit.tell(toldOfEdition(edition, decided));
    return goTo(c, deskPath(edition.newsletterId, `/e/${edition.id}`), decided.kind);
  };
}

/** What the audit trail is told of it. */
export function toldOfEdition(
  { id, state: before }: Edition,
  { kind, state }: EditionDecided,
): Parameters<NewsletterVisit['tell']>[0] {
  const isDone = kind !== 'decided' && kind !== 'tooLate';
  const after = kind === 'released' ? kind : state;
  return { object: id, before, after, outcome: isDone ? 'done' : 'refused' };
}
