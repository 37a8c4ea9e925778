/** Planning what a file of a newsletter wants: the command and any desk call the same. */
import { type EffectDeps, type WeighedChange, weigh } from './effects.ts';
import { type Plan, prepare } from './prepare.ts';
import type { Facts, Standing } from './standing.ts';
import type { Mistake, Wanted } from './wanted.ts';

/** What is wanted, and what is known around it. */
export interface PlanSetupInput {
  readonly wanted: Wanted;
  /** What was there when the file was pulled; undefined when that is not known. */
  readonly pulled: Facts | undefined;
  /** Whether what the file names no more is to be taken away, and not only left alone or stopped. */
  readonly prunes: boolean;
  /** The domain that the stack sends from, where it is known. */
  readonly domain: string | undefined;
  readonly now: number;
}

/** What is read to plan, and to count whom a change reaches. */
export interface PlanSetupDeps extends EffectDeps {
  readonly standing: (newsletterId: string) => Promise<Standing>;
}

/** A plan with its changes worded and counted, or what is to be mended in the file. */
export type PlannedSetup =
  | { readonly kind: 'planned'; readonly plan: Plan; readonly changes: readonly WeighedChange[] }
  | { readonly kind: 'wrong'; readonly mistakes: readonly Mistake[] };

/** Plans it; nothing is written. */
export async function planSetup(
  { wanted, pulled, prunes, domain, now }: PlanSetupInput,
  deps: PlanSetupDeps,
): Promise<PlannedSetup> {
  const standing = await deps.standing(wanted.id);
  const planning = prepare({ wanted, standing, pulled, prunes }, { domain, now });
  if (planning.kind === 'wrong') return planning;
  const { plan } = planning;
  return { kind: 'planned', plan, changes: await weigh(plan, deps) };
}
