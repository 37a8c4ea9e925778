/** What is said when a deploy has come to its end: where the site is, and what is left to do by hand. */
import type { Settings } from '../../cloud/settings.ts';
import type { Look } from './look.ts';
import type { Outputs } from './outputs.ts';

/** What the end depends on. */
export interface EndingInput {
  readonly look: Look;
  readonly settings: Settings;
  readonly outputs: Outputs;
  /** How the owner names the file of the outputs. */
  readonly outputsFile: string;
  readonly newsletters: readonly { readonly id: string; readonly name: string }[];
  /** What the steps before could not do. */
  readonly left: readonly string[];
}

/** The last lines. */
export function endingText(input: EndingInput): readonly string[] {
  const { settings, outputs, outputsFile, newsletters } = input;
  const { SiteUrl: siteUrl = '' } = outputs;
  const pages = newsletters.map(({ id, name }) => `  ${name}: ${siteUrl}/n/${id}`);
  const byHand = [
    ...input.left,
    `AWS has mailed ${settings.alarmAddress}: press the link in that mail, once, or no alarm reaches you.`,
    ...receivingText(outputs),
    ...(newsletters.length === 0
      ? [`Set up a newsletter: paperboy --outputs ${outputsFile} newsletter create --name "…"`]
      : []),
    ...sandboxText(input),
  ];
  return [
    '',
    newsletters.length === 0 ? `The site is at ${siteUrl}` : 'People sign up here:',
    ...pages,
    '',
    `Your desk: ${siteUrl}/desk (sign in as ${settings.alarmAddress}).`,
    '',
    'What is left to do by hand:',
    ...byHand.map((text, n) => `  ${n + 1}. ${text.replaceAll('\n', '\n     ')}`),
    '',
    `The other commands work on it with --outputs ${outputsFile}.`,
  ];
}

function receivingText({ ActivateReceiving: command }: Outputs): string[] {
  if (command === undefined) return [];
  return [`So that readers can leave by mail, have SES use its rules, unless it does: ${command}`];
}

/** https://docs.aws.amazon.com/ses/latest/dg/request-production-access.html names the fields. */
function sandboxText({ look, settings, outputs }: EndingInput): string[] {
  if (!look.ses.isSandbox) return [];
  const { region, domain, postalAddress } = settings;
  const console = `https://${region}.console.aws.amazon.com/ses/home?region=${region}#/account`;
  if (look.ses.review === 'PENDING') {
    return [
      'SES is looking at your request to leave its sandbox. Until then only addresses that you verified get mail.',
    ];
  }
  return [
    [
      `Ask SES to let you out of its sandbox: ${console}, “Request production access”.`,
      'Mail type: Marketing. Website URL:',
      `${outputs.SiteUrl ?? ''}`,
      'For the use case you may write:',
      `“We mail a newsletter from ${domain} that gathers what our own and other feeds publish. Readers`,
      'subscribe on our site and confirm with a button in a mail; nobody else is mailed. Every mail has a',
      'link and a header with which one click unsubscribes for good, and our postal address:',
      `${postalAddress}. Permanent bounces and complaints are taken from SES at once, and the address is`,
      'never mailed again; sending pauses by itself when their rate rises.”',
    ].join('\n'),
  ];
}
