/** `doctor`: every fact that mail hangs on, fine or what to do. */
import { type Diagnosis, isWell } from '../../../functions/mail/doctor/diagnosis.ts';
import { examine } from '../../../functions/mail/doctor/examine.ts';
import { type Answer, command } from '../command.ts';
import type { Connection } from '../connection.ts';
import { RefusedError, UsageError } from '../errors.ts';
import { factsText } from '../table-text.ts';
import { countText } from '../time-text.ts';
import { maskDeep, maskedThings, openMask } from './mask.ts';
import { doctorPolicy } from './rights.ts';
import { stateMarks, subjectNames, wordsOf } from './words.ts';

/** So long reports of SES may take: they are seconds, and a first start of each door. */
const trialWaitSeconds = 120;

/** `doctor`: looks at everything and says what to do. */
export const doctor = command({
  name: 'doctor',
  summary: 'Look at everything that mail hangs on, and say what to do',
  details: [
    'DNS, SES, queues, doors, feeds, the account. A line begins with "fine", with "TO DO", with',
    '"unknown" when it could not be looked up, or with "-" when there is no such thing. Exit code 0:',
    'nothing to do, 1: something is to do or unknown. It mails three addresses of SES’s simulator and',
    'waits for the reports, which counts for no quota and no reputation. AWS charges these three mails,',
    'and a cent for the question what the month has cost. To compare the stack with its template it',
    'reads each resource with your own rights: the policy ReadOnlyAccess of AWS has them.',
  ],
  takes: [],
  options: {
    'no-mail': { type: 'boolean', help: 'mail nothing' },
    wait: {
      type: 'string',
      value: 'SECONDS',
      help: `how long the reports may take (${trialWaitSeconds})`,
    },
    dns: {
      type: 'string',
      value: 'ADDRESS',
      help: 'the name server to ask, such as 1.1.1.1 (those of this machine)',
    },
    mask: { type: 'boolean', help: `take out what strangers need not see: ${maskedThings}` },
    rights: { type: 'boolean', help: 'print the rights that it needs as a policy of IAM, no more' },
  },
  isReading: true,
  run: async ({ values, screen }, connection) => {
    const mask = values.mask === true ? maskOf(connection) : (text: string) => text;
    if (values.rights === true) return rightsOf(connection, mask);
    const wish = {
      trialWaitMs: values['no-mail'] === true ? undefined : waitOf(values.wait) * 1000,
      dnsServer: values.dns,
    };
    // Six clients of AWS: no other command should wait for them.
    const { gather } = await import('./gather.ts');
    const found = examine(await gather(connection, wish));
    const isHere = connection.stack?.deployed === undefined;
    return answerOf(found, { mask, isHere, columns: screen.columns });
  },
});

function waitOf(text = String(trialWaitSeconds)): number {
  const seconds = Number(text);
  if (Number.isInteger(seconds) && seconds >= 1 && seconds <= 3_600) return seconds;
  throw new UsageError(`--wait takes whole seconds from 1 to 3600, not ${text}.`);
}

function maskOf({ stack, siteUrl }: Connection): (text: string) => string {
  const domain = stack === undefined ? {} : { SenderDomain: stack.domain };
  return openMask({ ...stack?.deployed?.outputs, ...domain, SiteUrl: siteUrl });
}

function rightsOf({ stack }: Connection, mask: (text: string) => string): Answer {
  const deployed = stack?.deployed;
  if (deployed === undefined) {
    throw new RefusedError(
      'The Paperboy on this machine asks for no rights. Name a stack: --outputs FILE',
    );
  }
  const policy = maskDeep(doctorPolicy(deployed.name, deployed.outputs), mask);
  return { lines: JSON.stringify(policy, undefined, 2).split('\n'), json: policy };
}

/** How the findings are told. */
interface Telling {
  readonly mask: (text: string) => string;
  readonly isHere: boolean;
  readonly columns: number;
}

function answerOf(found: readonly Diagnosis[], { mask, isHere, columns }: Telling): Answer {
  const told = found.map((one) => ({ ...one, words: mask(wordsOf(one, isHere)) }));
  const markWidth = Math.max(...Object.values(stateMarks).map(({ length }) => length));
  const facts = told.map(({ state, about, words }) => {
    const label = `${stateMarks[state].padEnd(markWidth)}  ${subjectNames[about]}`;
    return [label, words] as const;
  });
  return {
    lines: [...factsText(facts, columns), '', summaryOf(found)],
    json: { findings: maskDeep(told, mask) },
    isRefused: !found.every(isWell),
  };
}

function summaryOf(found: readonly Diagnosis[]): string {
  const count = (state: Diagnosis['state']) => found.filter((one) => one.state === state).length;
  const [wrong, unseen] = [count('wrong'), count('unseen')];
  if (wrong + unseen === 0) return 'There is nothing to do.';
  const unknown = unseen === 0 ? '' : ` ${countText(unseen, 'fact')} could not be looked up.`;
  return `${countText(wrong, 'thing')} to do.${unknown}`;
}
