/** What a look at an edition before it goes out can find. */

/** Found wrong: the edition waits. */
const errorChecks = [
  'empty',
  'noSubject',
  'noAddress',
  'noUnsubscribe',
  'tooBig',
  'surge',
] as const;
/** Nothing that a look at it has found, and yet the edition waits. */
const stopChecks = [
  /** It was begun several times and came to no end. */
  'makingFails',
  'stoppedByOwner',
  /** Its owner wants to see it before, and has not said that it may go. */
  'awaitsOwner',
] as const;
/** One of those. */
export type StopCheck = (typeof stopChecks)[number];
/** Found doubtful: it goes out all the same. */
const warningChecks = [
  'clipping',
  'shortened',
  'relativeLink',
  'insecureLink',
  'deadLink',
  'missingAlt',
  'lowContrast',
  'plainText',
  'manyItems',
] as const;

/** Something that must not be mailed: it holds the edition back. */
export interface ErrorFinding {
  readonly level: 'error';
  readonly check: (typeof errorChecks)[number] | StopCheck;
  readonly count?: number;
}

/** Something the owner should look at: it holds nothing back. */
export interface WarningFinding {
  readonly level: 'warning';
  readonly check: (typeof warningChecks)[number];
  readonly count?: number;
  /** One of what was found. */
  readonly example?: string;
}

/** What the pre-flight has found. */
export type Finding = ErrorFinding | WarningFinding;

/** Those that hold an edition. */
export function errorsOf(findings: readonly Finding[]): ErrorFinding[] {
  return findings.filter((finding) => finding.level === 'error');
}
