/** The section that a call names. */
import { faultsOfSection } from '../../../edition/plan/keep-mark.ts';
import { notedText } from '../noted.ts';
import type { NewsletterCall } from './api.ts';
import { type Problem, refuse } from './problems.ts';

/** What is wrong with it, in the caller's language; nothing when there is one, or none is named. */
export function problemOfSection(
  { newsletter, language }: Pick<NewsletterCall, 'newsletter' | 'language'>,
  sectionId: string | undefined,
): Problem | undefined {
  const faults = sectionId === undefined ? [] : faultsOfSection(newsletter, sectionId);
  if (faults.length === 0) return undefined;
  const errors = faults.map((fault) => ({ at: '/section', says: notedText(fault, language) }));
  return refuse('invalid', undefined, { errors });
}
