import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readError } from '../../functions/mail/ses-answer.ts';

const failure = (name: string, message: string, status?: number, code?: string) => ({
  name,
  message,
  code,
  $metadata: { httpStatusCode: status },
});

const cases: [what: string, error: unknown, kind: string][] = [
  ['too fast', failure('Throttling', 'Maximum sending rate exceeded.', 400), 'throttled'],
  [
    'the quota of the day',
    failure('Throttling', 'Daily message quota exceeded.', 400),
    'exhausted',
  ],
  [
    'the name in newer documents',
    failure('ThrottlingException', 'Rate exceeded', 400),
    'throttled',
  ],
  ['a bad recipient', failure('InvalidParameterValue', 'Illegal address', 400), 'refused'],
  ['a refused message', failure('MessageRejected', 'Bad content', 400), 'refused'],
  [
    'an identity that is not verified concerns every message',
    failure('MessageRejected', 'Email address is not verified.', 400),
    'halted',
  ],
  ['a paused account', failure('AccountSendingPausedException', 'Paused', 400), 'halted'],
  [
    'a paused account as a refusal',
    failure('MessageRejected', 'Sending paused for this account.', 400),
    'halted',
  ],
  ['MAIL FROM', failure('MailFromDomainNotVerifiedException', 'No MX', 400), 'halted'],
  ['missing rights', failure('AccessDenied', 'not authorized', 403), 'halted'],
  ['a server error tells nothing', failure('InternalFailure', '', 500), 'unknown'],
  ['unavailable tells nothing', failure('ServiceUnavailable', '', 503), 'unknown'],
  ['a time-out tells nothing', failure('TimeoutError', 'timed out'), 'unknown'],
  ['a reset tells nothing', failure('TimeoutError', '', undefined, 'ECONNRESET'), 'unknown'],
  [
    'no connection: certainly not accepted',
    failure('Error', '', undefined, 'ECONNREFUSED'),
    'halted',
  ],
  ['something else altogether', 'oops', 'unknown'],
];

for (const [what, error, kind] of cases) {
  test(`SES answers: ${what} -> ${kind}`, () => assert.equal(readError(error).kind, kind));
}
