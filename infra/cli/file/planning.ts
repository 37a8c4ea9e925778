/** A plan from a file, as `plan` shows it and `apply` carries it out. */
import type { WeighedChange } from '../../../functions/edition/setup/effects.ts';
import { planSetup } from '../../../functions/edition/setup/plan-setup.ts';
import type { Plan } from '../../../functions/edition/setup/prepare.ts';
import type { Facts } from '../../../functions/edition/setup/standing.ts';
import { clashSentence } from '../../../functions/edition/setup/words.ts';
import type { Connection } from '../connection.ts';
import { RefusedError } from '../errors.ts';
import { countText } from '../time-text.ts';
import { effectBook, standingOf } from './book.ts';
import { type FilePlace, faultText, pulledAt, wantedAt } from './folder.ts';
import { mistakeLines } from './yaml-text.ts';

/** The option that lets what the file names no more be taken away. */
export const pruneOption = {
  prune: {
    type: 'boolean',
    help: 'take away the feeds and sections that the file names no more',
  },
} as const;

/** A plan, worded and counted. */
export interface Planned {
  readonly plan: Plan;
  readonly changes: readonly WeighedChange[];
  readonly pulled: Facts | undefined;
}

/** Plans what the file wants. Throws a RefusedError that says what is to be mended in it. */
export async function planFile(
  place: FilePlace,
  prunes: boolean,
  connection: Connection,
): Promise<Planned> {
  const { wanted, text } = wantedAt(place, connection.allowedOrigins);
  const pulled = pulledAt(place, wanted.id);
  const around = { domain: connection.stack?.domain, now: connection.now() };
  const planned = await planSetup(
    { wanted, pulled, prunes, ...around },
    { standing: (id) => standingOf(id, connection), ...effectBook(connection) },
  );
  if (planned.kind === 'planned') return { ...planned, pulled };
  throw new RefusedError(faultText(place.name, mistakeLines(planned.mistakes, text)));
}

/** The plan in lines. */
export function planLines({ plan, changes, pulled }: Planned, name: string): string[] {
  const { standing, next, clashes, staying } = plan;
  const isNew = standing.newsletter === undefined;
  const known = standing.newsletter?.sections ?? [];
  const titles = staying.map((id) => known.find((one) => one.id === id)?.name ?? id);
  const lines = [
    ...(isNew ? [`+ ${next.name} (${next.id}) is set up`] : []),
    ...changes.flatMap(({ sign, sentence, effect }) => [
      `${sign} ${sentence}`,
      ...(isNew ? [] : [`    ${effect.text}`]),
    ]),
    ...clashLines(plan, name),
    ...(titles.length === 0
      ? []
      : [`Not in ${name}, and staying: section ${titles.join(', ')}. --prune takes it away.`]),
    ...(pulled === undefined && !isNew && changes.length > 0
      ? [
          `Nothing tells what was pulled into ${name}: what others changed since would be changed back.`,
        ]
      : []),
  ];
  return [...lines, ...(lines.length === 0 ? [] : ['']), sumText(changes, clashes.length)];
}

/** What was changed otherwise, and stays. */
export function clashLines({ clashes, standing }: Plan, name: string): string[] {
  if (clashes.length === 0) return [];
  return [
    `Changed otherwise since ${name} was pulled, and left as it is:`,
    ...clashes.map((clash) => `! ${clashSentence(clash, standing)}`),
    'paperboy pull takes that into the file.',
  ];
}

function sumText(changes: readonly WeighedChange[], clashes: number): string {
  if (changes.length === 0 && clashes === 0) return 'Nothing to change: it is as the file says.';
  const count = (sign: string) => changes.filter((one) => one.sign === sign).length;
  const parts = [
    `${count('+')} to add`,
    `${count('~')} to change`,
    `${count('-')} to stop or take away`,
  ];
  const left = clashes === 0 ? '' : ` ${countText(clashes, 'clash', 'clashes')}.`;
  return `Plan: ${parts.join(', ')}.${left}`;
}

/** The plan for programs. */
export function planJson({ plan, changes }: Planned): object {
  const { newsletterId, hash, clashes, staying, standing } = plan;
  return {
    newsletterId,
    hash,
    changes,
    clashes: clashes.map((clash) => ({ ...clash, sentence: clashSentence(clash, standing) })),
    staying,
  };
}
