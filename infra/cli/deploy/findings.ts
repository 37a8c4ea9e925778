/** What a look at the account means for a deploy, a sentence each. */
import { type ScaleName, scaleNames, scales } from '../../cloud/scale.ts';
import { type Settings, stackNameOf } from '../../cloud/settings.ts';
import { isStanding, isStuck, type Look } from './look.ts';

/** A sentence for the owner: as it should be, worth knowing, or in the way. */
export interface Finding {
  readonly kind: 'fine' | 'note' | 'stop';
  readonly text: string;
}

/** All of them. `shellRegion` is what the environment names. */
export function findingsOf(
  look: Look,
  settings: Settings,
  shellRegion: string | undefined,
): readonly Finding[] {
  return [
    callerFinding(look, settings),
    ...regionFindings(settings, shellRegion),
    sesFinding(look),
    concurrencyFinding(look, settings),
    toolkitFinding(look),
    stackFinding(look, settings),
    zoneFinding(look, settings),
  ];
}

function callerFinding({ caller }: Look, { region }: Settings): Finding {
  const { account, arn } = caller;
  return { kind: 'fine', text: `Account ${account}, region ${region}; you are ${arn}.` };
}

function regionFindings({ region }: Settings, shellRegion = region): Finding[] {
  if (shellRegion === region) return [];
  const text = `Your shell is set to ${shellRegion}. What counts is cdk.json, which says ${region}.`;
  return [{ kind: 'note', text }];
}

function sesFinding({ ses }: Look): Finding {
  const { isSandbox, isSending, perDay, perSecond, review } = ses;
  if (!isSending) {
    const text =
      'SES has stopped the mail of this account. Its console says why and what to do: mend that first.';
    return { kind: 'stop', text };
  }
  if (!isSandbox) {
    const day = perDay === -1 ? 'any number of mails' : `${perDay.toLocaleString('en-US')} mails`;
    return { kind: 'fine', text: `SES lets you send ${day} a day, ${perSecond} a second.` };
  }
  const asked = review === 'PENDING' ? ' Your request to leave it is being looked at.' : '';
  const text =
    'SES keeps this account in its sandbox: until it lets you out, only addresses that you verified ' +
    `get mail, ${perDay} a day.${asked} Everything is set up all the same.`;
  return { kind: 'note', text };
}

function concurrencyFinding({ concurrency }: Look, { scale }: Settings): Finding {
  const needed = scales[scale].accountConcurrency;
  const runs = `The account runs ${concurrency} Lambda functions at once`;
  if (concurrency >= needed) {
    return { kind: 'fine', text: `${runs}; the scale ${scale} is made for ${needed}.` };
  }
  const more =
    'ask AWS for more (Service Quotas, AWS Lambda, Concurrent executions), then give this command again';
  const smaller = fitting(concurrency);
  const advice =
    smaller === undefined
      ? `First ${more}.`
      : `Set scale in cdk.json, under "context", to ${smaller}, or ${more}.`;
  return { kind: 'stop', text: `${runs}, and the scale ${scale} needs ${needed}. ${advice}` };
}

/** The largest scale that an account can run. */
function fitting(concurrency: number): ScaleName | undefined {
  return scaleNames.findLast((name) => scales[name].accountConcurrency <= concurrency);
}

function toolkitFinding({ toolkit }: Look): Finding {
  if (isStanding(toolkit)) return { kind: 'fine', text: 'The CDK is set up in this region.' };
  const text =
    'The CDK is not set up in this region: cdk bootstrap does that first, for which you need the ' +
    'rights of an administrator.';
  return { kind: 'note', text };
}

function stackFinding({ stack }: Look, settings: Settings): Finding {
  const name = stackNameOf(settings);
  if (stack === undefined) return { kind: 'fine', text: `There is no ${name} here: it is made.` };
  if (isStuck(stack)) {
    const why = stack.reason === undefined ? '' : `: ${stack.reason}`;
    const text =
      `${name} is stuck (${stack.status}${why}). Mend it in the CloudFormation console, then give ` +
      'this command again.';
    return { kind: 'stop', text };
  }
  if (isStanding(stack)) return { kind: 'fine', text: `${name} stands: it is brought up to date.` };
  const text = `${name} is not finished (${stack.status}): this deploy goes on from there.`;
  return { kind: 'note', text };
}

function zoneFinding({ zone }: Look, { domain }: Settings): Finding {
  if (zone === undefined) {
    const text = `Route 53 has no zone for ${domain}: its DNS records are printed for you to add.`;
    return { kind: 'note', text };
  }
  return { kind: 'fine', text: `${zone.name} is in Route 53: DNS records are added there.` };
}
