/** The words of doctor: for each kind of diagnosis what was seen and, where it is wrong, what to do. */
import type {
  Diagnosis,
  DiagnosisKind,
  State,
  Subject,
} from '../../../functions/mail/doctor/diagnosis.ts';

/** What each subject is called. */
export const subjectNames: Readonly<Record<Subject, string>> = {
  dkim: 'DKIM',
  mailFromMx: 'MAIL FROM, MX',
  mailFromSpf: 'MAIL FROM, SPF',
  dmarc: 'DMARC',
  inboundMx: 'Inbound mail',
  identity: 'Domain in SES',
  sandbox: 'Sandbox',
  quota: 'Quota',
  suppression: 'Suppression by SES',
  reputation: 'Reputation',
  sending: 'Sending',
  returns: 'What comes back',
  events: 'Configuration set',
  eventPath: 'Way of reports',
  schedules: 'Schedules',
  late: 'Late work',
  queues: 'Queues',
  deadLetters: 'Dead letters',
  errors: 'Doors',
  feeds: 'Feeds',
  editions: 'Editions',
  secret: 'Secret of links',
  clock: 'Clock',
  drift: 'Template',
  concurrency: 'Concurrency',
  timeouts: 'Time-outs',
  spend: 'Spend this month',
};

/** How a state is marked at the beginning of a line. */
export const stateMarks: Readonly<Record<State, string>> = {
  fine: 'fine',
  wrong: 'TO DO',
  unseen: 'unknown',
  elsewhere: '-',
};

/** Values stand in braces. */
export const diagnosisWords: Readonly<Record<DiagnosisKind, string>> = {
  dkimFine: 'All {count} records are there.',
  dkimMissing:
    '{name} has no CNAME record. Add it where your domain is hosted: CNAME {wanted}, not proxied.',
  dkimOther: '{name} leads to {found}. It should be a CNAME to {wanted}.',
  mailFromMxFine: '{name} has SES as its only mail server.',
  mailFromMxMissing: '{name} has no MX record. Add it where your domain is hosted: MX 10 {wanted}',
  mailFromMxOther:
    '{name} has the mail servers {found}. SES wants to be the only one: MX 10 {wanted}',
  spfFine: '{name} lets SES send.',
  spfMissing:
    '{name} has no SPF record. Add it where your domain is hosted: TXT "v=spf1 include:amazonses.com ~all"',
  spfDoubled: '{name} has {count} SPF records, and receivers then heed none. Make one of them.',
  spfOther:
    '{name} has the SPF record {found}, which does not let SES send. Add include:amazonses.com to it.',
  dmarcFine: '{name} says p={policy}; what we send is aligned with that.',
  dmarcMissing:
    '{name} has no record, and large mailbox providers refuse mail without one. Add it where your domain is hosted: TXT "v=DMARC1; p=none"',
  dmarcDoubled: '{name} has {count} records, and receivers then heed none. Keep one of them.',
  dmarcUnreadable:
    '{name} says {found}, which names no policy. Set p=none, p=quarantine or p=reject.',
  dmarcStrict:
    '{name} says aspf=s: {mailFrom} is not aligned then, and a mail whose DKIM signature breaks on its way fails. Take aspf=s out.',
  inboundFine: '{name} is received by SES, and handed to us.',
  inboundMissing:
    '{name} has no MX record, so nobody can leave by mail. Add it where your domain is hosted: MX 10 {wanted}',
  inboundOther:
    '{name} has the mail servers {found}. Mail to leave by reaches Paperboy only by MX 10 {wanted}',
  inboundInactive:
    'No active rule of SES hands mail to {name} to us: nobody is taken off by it. Run the command that the output ActivateReceiving has, or copy its rule into your active set.',
  identityFine: '{domain} is verified, and its mails are signed.',
  identityMissing:
    'SES in this region does not know {domain}. Deploy again, or see whether the region is the right one.',
  identityUnverified:
    'SES has not verified {domain} (DKIM: {status}). Add the DKIM records; it takes up to 72 hours.',
  identityUnsigned:
    'SES does not sign the mails of {domain}. Switch DKIM signatures on for it in the SES console.',
  mailFromUnverified:
    'SES does not use {name} yet ({status}). Add its MX record; it takes up to 72 hours.',
  sandboxLeft: 'The account may mail anybody.',
  sandboxed:
    'The account is in the sandbox of SES: only addresses that you verified there are mailed. Ask for production access in the SES console.',
  quotaFine: '{sent} of {most} mails in the last 24 hours, {rate} a second.',
  quotaUnlimited: '{sent} mails in the last 24 hours, without a daily limit, {rate} a second.',
  quotaNear:
    '{sent} of {most} mails in the last 24 hours: what is more waits until there is room. Ask for a higher quota in the SES console.',
  suppressionFine: 'SES itself mails nobody who bounced or complained.',
  suppressionLacks:
    'SES itself does not stop mail after {reasons}. Switch that on for the configuration set, or deploy again.',
  reputationFine: '{bounces} % of mails bounced, {complaints} % were complained about.',
  reputationUncounted: 'SES has not counted bounces and complaints yet.',
  bouncesHigh:
    '{bounces} % of mails bounced; at 5 % SES reviews the account. Look where the new addresses came from.',
  complaintsHigh:
    '{complaints} % of mails were complained about; at 0.1 % SES reviews the account. Look which readers were imported, and whether they had asked.',
  accountReviewed:
    'SES says {status} of the account. Read what it wrote to you, and answer it in the SES console.',
  sendingOn: 'Mail goes out.',
  sendingPaused: 'Sending is paused: {reason} paperboy sending resume lets it go on.',
  sendingHalted:
    '{service} refuses our mail: {reason} Nothing is lost. paperboy sending status tells when it is tried again.',
  sendingStopped:
    'SES has stopped sending for this account. Read what it wrote to you, and answer it in the SES console.',
  mailboxFine: 'The mailbox at {host} is read every minute.',
  mailboxFailing:
    'The mailbox at {host} cannot be read, for {minutes} min: {reason} Bounces and complaints wait there, and nothing of them is lost. The settings PAPERBOY_IMAP_… in serve.env say where it is.',
  mailboxOfOriginal:
    'The mailbox at {host} is not read: this was copied from another place, which may still read it. It is once sending is resumed: paperboy sending resume',
  returnsHanded: 'Your mail server hands over what comes back; days since the last mail: {days}.',
  returnsNever:
    'No mailbox is read, and no mail server ever handed anything over: who bounces or complains is mailed again. Set PAPERBOY_IMAP_HOST, or let your mail server pipe to infra/local/serve/receive.ts; a mail to the address of bounces then shows that it does.',
  eventsFine: '{set} publishes what SES reports to our topic.',
  setMissing: 'SES has no configuration set {set}. Deploy again.',
  setStopped:
    'Sending is switched off for the configuration set {set}. Switch it on in the SES console.',
  eventsElsewhere: '{set} publishes nothing to our topic: no bounce is heard of. Deploy again.',
  eventsOff:
    'Publishing to our topic is switched off for {set}: no bounce is heard of. Switch it on in the SES console.',
  eventsLack:
    '{set} does not publish {types}. Tick them at its event destination in the SES console, or deploy again.',
  eventPathFine:
    'SES’s reports of a mail sent, one bounced and one complained about came round within {seconds} s.',
  trialUnmailed:
    'A mail to SES’s simulator ({mailbox}) did not go out: {reason} See the log of send.',
  trialUnheard:
    'Mails to SES’s simulator went out, and the reports {reports} did not come within {seconds} seconds. See the log of events, and the configuration set.',
  schedulesFine: 'Every clock ticks; the longest silence was {minutes} min.',
  scheduleStill:
    '{schedule} did its work {minutes} min ago for the last time. See whether its schedule is enabled in EventBridge Scheduler, and the log of {schedule}.',
  scheduleNever:
    '{schedule} has never done its work. Half an hour after a deploy it should have: see its schedule in EventBridge Scheduler.',
  nothingLate: 'Nothing is late.',
  workLate:
    'Late, {what}: {count}, the oldest since {since}. paperboy status and the log of sweep tell more.',
  queuesFine: 'Nothing waits longer than it should.',
  queueOld:
    'A message has waited in the queue {queue} for {minutes} min. See the log of the door that works it off, and its throttles in Lambda.',
  deadLettersNone: 'Nothing was put aside.',
  deadLettersWait:
    'Put aside in the queue {queue}: {count}. paperboy dead-letters list tells what they are.',
  errorsNone: 'No door has failed in the last 24 hours.',
  doorFailed:
    '{door}, errors in the last 24 hours: {count}, the last at {at}: {words} paperboy logs --problems shows them.',
  feedsFine: 'All are as they should be: {count}.',
  feedsHeld:
    'Brought far more than usual, and wait for you: {count}. paperboy feeds held shows what of.',
  feedsFailing: 'Cannot be read: {count}. paperboy feeds list tells why.',
  editionsFine: 'No edition waits for you.',
  editionsHeld: 'Wait for you: {count}. paperboy editions held tells why.',
  secretFine: 'It can be read. Days since it was last changed: {days}.',
  secretUndated: 'It can be read.',
  secretOld:
    'Days since it was last changed: {days}. A key should serve for two years at the most: let a new one sign, and keep the old one.',
  secretUnreadable:
    'It has not the form of a key, so no link can be signed. Put its last version back in Secrets Manager.',
  clockFine: 'This machine and the site agree about the time.',
  clockOff:
    'The clock of this machine is {seconds} seconds {direction}. Set it: AWS refuses what is signed at another time.',
  driftNone: 'Everything is as the template says.',
  drifted:
    'Changed by hand since the last deploy: {resources}. paperboy deploy --revert-drift sets it back; what should stay belongs into infra/cloud.',
  concurrencyFine:
    '{left} of {limit} executions were free at the busiest moment of the last 24 hours.',
  concurrencyLow:
    'The account may run {limit} functions at once, and the scale in cdk.json counts on {needed}. Ask for more in Service Quotas, or set a smaller scale.',
  concurrencyUsed:
    '{peak} of {limit} executions ran at once in the last 24 hours. Ask for more in Service Quotas.',
  doorThrottled:
    'Calls of {door} for which Lambda had no room in the last 24 hours: {count}. Ask for more executions in Service Quotas.',
  timeoutsFine: 'The longest call took {percent} % of its time ({door}).',
  timeoutsIdle: 'No door was called in the last 24 hours.',
  timeoutNear:
    'A call of {door} took {seconds} of its {timeout} seconds. See its log: work that runs out of time is begun anew.',
  spendFine:
    'USD {spent} for the whole account; mails and feeds so far should cost about USD {expected}.',
  spendHigh:
    'USD {spent} for the whole account, and mails and feeds so far should cost about USD {expected}. Cost Explorer shows which service it is.',
  noRight:
    'It could not be looked up: you lack the right {right}. paperboy doctor --rights prints all that it needs.',
  notReached: 'It could not be looked up: {words} did not answer.',
  notAnswered: 'It could not be looked up: {words}',
  outputMissing:
    'It could not be looked up: the outputs lack {name}. Deploy again, and write them anew.',
  reportedBySes: 'SES reports it.',
  onThisMachine: 'Does not apply on this machine.',
  notReceiving: 'No mail is received: inboundDomain is not set.',
  ownDkimKey: 'The domain is signed with a key of your own; its record is yours to look after.',
  ownRelay: 'Your relay hands the mails on and signs them: set the records that it tells you.',
  noMailFrom: 'The domain has no MAIL FROM domain of its own.',
  leftOut: 'Not tried.',
  noNewsletter: 'There is no newsletter yet that could mail.',
};

/** The same where Paperboy runs on one machine, which has nothing of AWS. */
export const wordsHere: Readonly<Partial<Record<DiagnosisKind, string>>> = {
  scheduleStill:
    '{schedule} did its work {minutes} min ago for the last time. See paperboy logs --problems.',
  scheduleNever: '{schedule} has never done its work. See paperboy logs --problems.',
  secretUnreadable:
    'It has not the form of a key, so no link can be signed. Take signing-secret.json of the data directory from a backup.',
};

/** What is said of a diagnosis, of a stack in AWS or of what runs here. */
export function wordsOf({ kind, values }: Diagnosis, isHere: boolean): string {
  const words = (isHere ? wordsHere[kind] : undefined) ?? diagnosisWords[kind];
  return words.replaceAll(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ''));
}
