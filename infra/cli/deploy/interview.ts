/** Asks once for what cdk.json does not have, checks each answer, and writes it down there. */
import { readSettings, type Settings, SettingsError, understood } from '../../cloud/settings.ts';
import type { Terminal } from '../command.ts';
import { RefusedError } from '../errors.ts';
import type { CdkJson } from './cdk-json.ts';
import { isMissing, type Question, questions, whatFor } from './questions.ts';
import { settingsNow } from './settings-now.ts';

/** Whom it asks; absent: nobody, and what is missing is refused by name. */
export interface InterviewDeps {
  readonly cdkJson: CdkJson;
  readonly say: Terminal['say'];
  readonly ask: Terminal['ask'] | undefined;
}

/** Said when the end of the input comes before an answer. */
export const nobodyAnswers =
  'Nobody answers here. Run it at a terminal, or put the answers into cdk.json and give --yes.';

/** The settings, complete. Throws a RefusedError that names what is missing or wrong. */
export async function interview({ cdkJson, say, ask }: InterviewDeps): Promise<Settings> {
  const missing = questions.filter((question) => isToBeAsked(question, cdkJson.context()));
  if (ask === undefined) {
    const needed = missing.filter(({ isOptional }) => isOptional !== true);
    const lines = needed.flatMap(({ name }) => wrongWith(name, undefined, cdkJson));
    if (lines.length > 0) throw new RefusedError(lines.join('\n'));
    return settingsNow(cdkJson);
  }
  for (const question of missing) {
    const answer = await answerTo(question, { cdkJson, say, ask });
    cdkJson.write({ [question.name]: answer }, whatFor);
  }
  if (missing.length > 0) say('Your answers are in cdk.json now, and are not asked for again.');
  return settingsNow(cdkJson);
}

/** What may stay empty was asked for when it has its comment. */
function isToBeAsked(
  { name, isOptional }: Question,
  context: Readonly<Record<string, unknown>>,
): boolean {
  if (!isMissing(context[name])) return false;
  return isOptional !== true || !Object.hasOwn(context, `// ${name}`);
}

async function answerTo(
  { name, what, suggest, isOptional }: Question,
  { cdkJson, say, ask }: InterviewDeps & { readonly ask: Terminal['ask'] },
): Promise<string> {
  const suggested = suggest?.(cdkJson.context());
  say(`\n${what}`);
  for (;;) {
    const given = await ask(suggested === undefined ? `${name}:` : `${name} [${suggested}]:`);
    if (given === undefined) throw new RefusedError(nobodyAnswers);
    if (given === '' && isOptional === true) return '';
    const answer = understood(name, given === '' ? (suggested ?? '') : given);
    const wrong = wrongWith(name, answer, cdkJson);
    if (wrong.length === 0 && !isMissing(answer)) return answer;
    say(wrong[0] ?? `${answer} is an example, and no ${name} of yours.`);
  }
}

/** What the rules of settings.ts say against a value of one setting, the others as they are. */
function wrongWith(name: string, value: string | undefined, cdkJson: CdkJson): string[] {
  const context: Record<string, unknown> = { ...cdkJson.context(), [name]: value };
  // What comes later still has the values of an example, which contradict the answer.
  if (name === 'domain' && value !== undefined) context.sender = `editor@${value}`;
  try {
    readSettings((setting) => context[setting]);
    return [];
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return error.message.split('\n').filter((line) => line.startsWith(`Set ${name} in `));
  }
}
