/** Every error that SES v1 documents for SendRawEmail, and what it means for the message. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readError } from '../../functions/mail/ses-answer.ts';
import { troubleKinds, troubles } from '../../infra/local/ses/troubles.ts';

const sender = 'news@news.paper.example';
const parties = { sender, recipient: 'ann@reader.example' };

const failure = (name: string, message: string, status?: number, code?: string) => ({
  name,
  message,
  code,
  $metadata: { httpStatusCode: status },
});

type Consequence =
  | 'refused'
  | 'kept'
  | 'throttled'
  | 'exhausted'
  | 'halted'
  | 'unclear'
  | 'unknown';
type Row = readonly [name: string, message: string, status: number, consequence: Consequence];

const unverified = (names: string) =>
  'Email address is not verified. The following identities failed the check in region ' +
  `EU-CENTRAL-1: ${names}`;

const denied = (resource: string) =>
  "User `arn:aws:sts::111122223333:assumed-role/send/send' is not authorized to perform " +
  `\`ses:SendRawEmail' on resource \`arn:aws:ses:eu-central-1:111122223333:${resource}'`;

const deniedInNewWords =
  'User: arn:aws:sts::111122223333:assumed-role/send/send is not authorized to perform: ' +
  'ses:SendRawEmail on resource: arn:aws:ses:eu-central-1:111122223333:identity/ann@mail.example ' +
  'because no identity-based policy allows the ses:SendRawEmail action';

/** SES API Reference, SendRawEmail: Errors. */
const ofSendRawEmail: readonly Row[] = [
  ['AccountSendingPausedException', 'Sending paused for this account.', 400, 'halted'],
  ['ConfigurationSetDoesNotExist', 'Configuration set <x> does not exist.', 400, 'halted'],
  ['ConfigurationSetDoesNotExistException', '', 400, 'halted'],
  ['ConfigurationSetSendingPausedException', '', 400, 'halted'],
  ['MailFromDomainNotVerifiedException', 'No MX', 400, 'halted'],
  ['MailFromDomainNotVerified', 'No MX', 400, 'halted'],
];

/** SES Developer Guide, "Amazon SES email sending errors": they come as MessageRejected. */
const rejections: readonly Row[] = [
  ['MessageRejected', unverified('stranger@reader.example'), 400, 'kept'],
  ['MessageRejected', unverified('Ann <ann@reader.example>'), 400, 'kept'],
  ['MessageRejected', unverified(sender), 400, 'halted'],
  ['MessageRejected', unverified(`The Paper <${sender}>`), 400, 'halted'],
  ['MessageRejected', unverified('News@News.Paper.Example'), 400, 'halted'],
  ['MessageRejected', unverified('news.paper.example'), 400, 'halted'],
  ['MessageRejected', unverified('paper.example'), 400, 'halted'],
  ['MessageRejected', unverified(`ann@reader.example, ${sender}`), 400, 'halted'],
  ['MessageRejected', unverified('ann@notnews.paper.example'), 400, 'kept'],
  ['MessageRejected', unverified('ann@news.paper.example'), 400, 'kept'],
  ['MessageRejected', unverified(`${'a'.repeat(250)}@x.example, ${sender}`), 400, 'halted'],
  ['MessageRejected', unverified('ann@reader.example, ...'), 400, 'halted'],
  ['MessageRejected', unverified('ann@reader.example...'), 400, 'halted'],
  ['MessageRejected', 'Email address is not verified.', 400, 'halted'],
  ['MessageRejected', 'Sending paused for this account. For more information…', 400, 'halted'],
  ['MessageRejected', 'Account is paused', 400, 'halted'],
  ['MessageRejected', 'Mail FROM domain is not verified', 400, 'halted'],
  ['MessageRejected', 'Configuration set does not exist', 400, 'halted'],
  ['MessageRejected', 'Sending suspended for this account. For more information…', 400, 'halted'],
  ['MessageRejected', 'Address blacklisted.', 400, 'refused'],
  ['MessageRejected', 'There are no recipients specified', 400, 'unclear'],
  ['MessageRejected', 'There are non-ASCII characters in the email address', 400, 'unclear'],
  ['MessageRejected', 'Bad content', 400, 'unclear'],
  ['MessageRejected', 'Words that no page tells of', 400, 'unclear'],
];

/** The same guide, "Error codes returned by the Amazon SES API", and the API Reference's common errors. */
const common: readonly Row[] = [
  ['AccessDenied', denied('identity/news.paper.example'), 403, 'halted'],
  ['AccessDenied', denied('identity/paper.example'), 403, 'halted'],
  ['AccessDenied', denied(`identity/${sender}`), 403, 'halted'],
  ['AccessDenied', denied('configuration-set/paperboy'), 403, 'halted'],
  ['AccessDenied', denied('identity/owner@mailbox.example'), 403, 'kept'],
  ['AccessDenied', denied('identity/mailbox.example'), 403, 'kept'],
  ['AccessDeniedException', deniedInNewWords, 403, 'kept'],
  ['AccessDenied', 'not authorized', 403, 'halted'],
  ['ExpiredTokenException', '', 403, 'halted'],
  ['IncompleteSignature', '', 400, 'halted'],
  ['InternalFailure', '', 500, 'unknown'],
  ['InvalidAction', '', 400, 'halted'],
  ['InvalidClientTokenId', '', 403, 'halted'],
  ['InvalidParameterCombination', '', 400, 'halted'],
  ['InvalidParameterValue', 'Illegal address', 400, 'unclear'],
  ['InvalidParameterValue', 'Invalid header', 400, 'unclear'],
  ['InvalidParameterValue', 'Message length is more than 10485760 bytes long', 400, 'unclear'],
  ['InvalidQueryParameter', '', 400, 'halted'],
  ['MalformedHttpRequestException', '', 400, 'halted'],
  ['MalformedQueryString', '', 404, 'halted'],
  ['MissingAction', '', 400, 'halted'],
  ['MissingAuthenticationToken', '', 403, 'halted'],
  ['MissingParameter', '', 400, 'halted'],
  ['NotAuthorized', '', 400, 'halted'],
  ['OptInRequired', '', 403, 'halted'],
  ['RequestAbortedException', '', 400, 'unknown'],
  ['RequestEntityTooLarge', '', 413, 'unclear'],
  ['RequestEntityTooLargeException', '', 413, 'unclear'],
  ['RequestExpired', '', 400, 'halted'],
  ['RequestThrottled', '', 400, 'throttled'],
  ['RequestTimeoutException', '', 408, 'halted'],
  ['ServiceUnavailable', '', 503, 'unknown'],
  ['SignatureDoesNotMatch', '', 403, 'halted'],
  ['Throttling', 'Maximum sending rate exceeded.', 400, 'throttled'],
  ['Throttling', 'Daily message quota exceeded.', 400, 'exhausted'],
  ['ThrottlingException', 'Rate exceeded', 400, 'throttled'],
  ['UnknownOperationException', '', 404, 'halted'],
  ['UnrecognizedClientException', '', 403, 'halted'],
  ['ValidationError', 'Value null at rawMessage', 400, 'unclear'],
];

/** What no page tells of: nobody is refused for it before it is known to be about them. */
const unheardOf: readonly Row[] = [
  ['SomethingNewPausedException', '', 400, 'halted'],
  ['SomethingNew', '', 403, 'halted'],
  ['SomethingNew', '', 429, 'throttled'],
  ['SomethingNew', 'about ann@reader.example', 400, 'unclear'],
  ['RequestTimeTooSkewed', '', 403, 'halted'],
  ['InvalidSignatureException', '', 403, 'halted'],
  ['AccountSuspendedException', '', 400, 'halted'],
  ['SlowDown', '', 400, 'throttled'],
  ['', 'No words at all', 404, 'halted'],
  ['', '', 408, 'halted'],
  ['', '', 413, 'unclear'],
  ['', '', 429, 'throttled'],
];

for (const [name, message, status, expected] of [
  ...ofSendRawEmail,
  ...rejections,
  ...common,
  ...unheardOf,
]) {
  test(`SES answers ${status} ${name} ${message.slice(-70)} -> ${expected}`, () => {
    const answer = readError(failure(name, message, status), parties);
    const isKept = answer.kind === 'refused' && answer.kept === true;
    assert.equal(isKept ? 'kept' : answer.kind, expected);
  });
}

const unanswered: [what: string, error: unknown, kind: string][] = [
  ['a time-out tells nothing', failure('TimeoutError', 'timed out'), 'unknown'],
  ['a reset tells nothing', failure('TimeoutError', '', undefined, 'ECONNRESET'), 'unknown'],
  [
    'no connection: certainly not accepted',
    failure('Error', '', undefined, 'ECONNREFUSED'),
    'halted',
  ],
  ['something else altogether', 'oops', 'unknown'],
];

for (const [what, error, kind] of unanswered) {
  test(`SES does not answer: ${what} -> ${kind}`, () => {
    assert.equal(readError(error, parties).kind, kind);
  });
}

test('a refusal that is kept says what to do, and not whom it was about', () => {
  const reasons = [unverified('ann@reader.example'), denied('identity/ann@reader.example')].map(
    (message, n) => {
      const name = ['MessageRejected', 'AccessDenied'][n] ?? '';
      const answer = readError(failure(name, message, 400), { ...parties, sender: '' });
      return answer.kind === 'refused' ? answer.reason : '';
    },
  );
  assert.match(reasons[0] ?? '', /sandbox.*verify this address in SES, or ask SES for production/);
  assert.match(reasons[1] ?? '', /testRecipients of cdk\.json/);
  assert.doesNotMatch(reasons.join(), /ann@/);
});

/** What is said of an address is the recipient's when theirs is odd: ours was taken before. */
const ofAddresses: [words: string, recipient: string, consequence: Consequence][] = [
  ['Local address contains control or whitespace', "o'hara!@reader.example", 'refused'],
  ['Local address contains dot-dot', 'ann..b@reader.example', 'refused'],
  ["Missing final '@domain'", 'ann', 'refused'],
  ['Domain contains illegal character', 'ann@reader_.example', 'refused'],
  ['Domain contains control or whitespace', 'ann@reader.example', 'unclear'],
  ["Missing final '@domain'", 'ann.b+c@mail.reader.example', 'unclear'],
];

for (const [words, recipient, expected] of ofAddresses) {
  test(`SES says "${words}" of mail to ${recipient} -> ${expected}`, () => {
    const error = failure('InvalidParameterValue', words, 400);
    assert.equal(readError(error, { sender, recipient }).kind, expected);
  });
}

for (const kind of troubleKinds) {
  test(`what the stand-in says of ${kind} is never final for the message`, () => {
    const { code, message, status } = troubles[kind];
    const answer = readError(failure(code, message, status), parties);
    assert.ok(['halted', 'unclear', 'throttled'].includes(answer.kind), answer.kind);
  });
}
