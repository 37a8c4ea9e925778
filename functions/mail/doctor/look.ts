/** A look at something that may not be seen: what AWS, the network or the table say instead. */
import type { Look, Unseen } from './diagnosis.ts';

/** A fact could not be looked up, and why. */
export class UnseenError extends Error {
  override readonly name = 'UnseenError';
  readonly why: Unseen;

  constructor(why: Unseen) {
    super(Object.values(why.values).join(' '));
    this.why = why;
  }
}

/** The fact, or why it is not known. Bugs throw. */
export async function look<Fact>(see: () => Promise<Fact>): Promise<Look<Fact>> {
  try {
    return { kind: 'seen', fact: await see() };
  } catch (error) {
    return { kind: 'unseen', why: whyUnseen(error) };
  }
}

function whyUnseen(error: unknown): Unseen {
  if (error instanceof UnseenError) return error.why;
  if (!(error instanceof Error)) throw error;
  if (isDenied(error)) {
    return { kind: 'noRight', values: { right: rightIn(error) ?? error.message } };
  }
  const { code } = error as { code?: unknown };
  if (isOfNetwork(error.name) || (typeof code === 'string' && /^E[A-Z_]+$/.test(code))) {
    return { kind: 'notReached', values: { words: wordsOf(error) || String(code) } };
  }
  const said = wordsOf(error);
  if (ownAnswers.has(error.name)) return { kind: 'notAnswered', values: { words: said } };
  if (error.name === 'CredentialsProviderError') {
    return { kind: 'notAnswered', values: { words: `AWS does not know who you are: ${said}` } };
  }
  if (!('$metadata' in error)) throw error;
  return { kind: 'notAnswered', values: { words: `${error.name}: ${said}` } };
}

/** What is no bug, and not of AWS: settings, rows, outputs that are not as they should be. */
const ownAnswers = new Set(['MalformedRow', 'SettingsError', 'RefusedError']);

function wordsOf({ message }: Error): string {
  const [first = ''] = message.split('\n');
  return first;
}

/** The right that is lacking, where AWS names it (IAM User Guide, "Troubleshoot access denied error messages"). */
export function rightIn({ message }: Error): string | undefined {
  return /perform: ([\w-]+:\w+)/.exec(message)?.[1];
}

/** Whether a right is lacking: services name that in different ways. */
export function isDenied({ name }: Error): boolean {
  return /^(?:AccessDenied|AccessDeniedException|UnauthorizedOperation|AuthorizationError\w*)$/.test(
    name,
  );
}

/** As the SDK and fetch name what the network did. */
function isOfNetwork(name: string): boolean {
  return name === 'TimeoutError' || name === 'AbortError' || name === 'FetchError';
}
