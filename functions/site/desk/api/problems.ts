/** What may be wrong with a call, as problem details (RFC 9457), in the words of the pages. */
import { frameWords } from '../frame-words.ts';
import type { DeskLanguage } from '../words.ts';
import { apiWords } from './api-words.ts';

/** Kinds of problems, each with its status. */
export const problemStatuses = {
  unreadable: 400,
  token: 401,
  right: 403,
  grave: 403,
  everywhere: 403,
  missing: 404,
  closed: 409,
  decided: 409,
  tooLate: 409,
  archive: 409,
  several: 409,
  notNow: 409,
  tooLarge: 413,
  mediaType: 415,
  invalid: 422,
  refused: 422,
  busy: 429,
  broken: 500,
} as const;

/** One of them. */
export type ProblemKind = keyof typeof problemStatuses;

/** Something in what was sent that does not fit. */
export interface Fault {
  /** Where: a JSON pointer into the body, or the name of a parameter. */
  readonly at: string;
  readonly says: string;
}

/** Why a call is not carried out. */
export interface Problem {
  readonly problem: ProblemKind;
  /** In the words of the page that says the same; else in those of the kind. */
  readonly detail?: string | undefined;
  /** Which of several reasons it is, for programs. */
  readonly reason?: string;
  readonly errors?: readonly Fault[];
  /** The feeds among which is to be chosen. */
  readonly feeds?: readonly { readonly url: string; readonly title: string }[];
  /** The right that is missing. */
  readonly right?: string;
}

/** Refuses, in these words. */
export function refuse(
  problem: ProblemKind,
  detail?: string,
  more: Omit<Problem, 'problem' | 'detail'> = {},
): Problem {
  return { problem, detail, ...more };
}

/** What a kind is called, and what it says where nobody knows better. */
export function wordsOfProblem(
  kind: ProblemKind,
  { tongue }: Pick<DeskLanguage, 'tongue'>,
): { readonly title: string; readonly detail: string } {
  const { problems } = frameWords[tongue];
  switch (kind) {
    case 'missing':
    case 'busy':
    case 'broken':
    case 'tooLarge':
      return { title: problems[`${kind}Title`], detail: problems[kind] };
    default:
      return apiWords[tongue].problems[kind];
  }
}

/** The body of an answer that tells of a problem; its type leads to the document that names all. */
export function problemBody(
  { problem, detail, ...more }: Problem,
  siteUrl: string,
  language: DeskLanguage,
): object {
  const words = wordsOfProblem(problem, language);
  return {
    type: `${siteUrl}/desk/api/openapi.json#/x-problems/${problem}`,
    title: words.title,
    status: problemStatuses[problem],
    detail: detail ?? language.say(words.detail, { right: more.right ?? '' }),
    kind: problem,
    ...more,
  };
}
