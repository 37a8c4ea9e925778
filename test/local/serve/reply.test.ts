/** What a relay says, in SES's words, and what the doors make of those. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { concernOf } from '../../../functions/mail/ses-refusal.ts';
import { judgeReply, type Step, withoutAddresses } from '../../../infra/local/serve/reply.ts';

/** Of whom the doors say that it is, or that the same mail goes again soon. */
type Meaning = 'again' | 'deferred' | 'recipient' | 'dead' | 'sending' | 'unclear' | 'rate';

const replies: readonly (readonly [Step, string, Meaning])[] = [
  ['connecting', '421 4.3.2 Too many connections', 'again'],
  ['connecting', '554 5.7.1 No SMTP service here', 'sending'],
  ['connecting', '535 5.7.8 Authentication failed', 'sending'],
  ['connecting', '454 4.7.0 Temporary authentication failure', 'sending'],
  ['sender', '421 4.7.0 Try again later', 'again'],
  ['sender', '450 4.7.1 Too much mail from you', 'again'],
  ['sender', '451 4.3.0 Local error', 'again'],
  ['sender', '452 4.3.1 Insufficient storage', 'again'],
  ['sender', '530 5.7.0 Must issue a STARTTLS command first', 'sending'],
  ['sender', '550 5.7.60 You may not send as this address', 'sending'],
  ['sender', '553 5.1.8 Domain of sender address does not exist', 'sending'],
  ['sender', '552 5.3.4 Message size exceeds fixed limit', 'unclear'],
  ['recipient', '421 4.7.0 Closing', 'again'],
  ['recipient', '450 4.2.1 Mailbox busy', 'deferred'],
  ['recipient', '451 4.7.1 Greylisted, try again in five minutes', 'deferred'],
  ['recipient', '452 4.2.2 Mailbox full', 'deferred'],
  ['recipient', '550 5.1.1 User unknown', 'dead'],
  ['recipient', '550 5.1.2 No such host', 'dead'],
  ['recipient', '550 5.1.10 Null MX', 'dead'],
  ['recipient', '550 5.2.1 Mailbox disabled', 'dead'],
  ['recipient', '550 No such user here', 'dead'],
  ['recipient', '550 Invalid recipient', 'dead'],
  // Who relays for nobody says so of each reader: none of them may be called refused for it.
  ['recipient', '554 5.7.1 Relay access denied', 'unclear'],
  ['recipient', '550 5.7.1 Relaying denied. Proper authentication required.', 'unclear'],
  ['recipient', '550 Administrative prohibition', 'unclear'],
  ['recipient', '530 5.7.0 Authentication required', 'sending'],
  ['recipient', '550 5.1.8 Sender rejected', 'sending'],
  ['recipient', '550 5.4.5 Daily user sending limit exceeded', 'rate'],
  ['message', '451 4.3.0 Queue file write error', 'again'],
  ['message', '421 4.4.2 Connection timed out', 'again'],
  ['message', '550 5.1.1 User unknown', 'dead'],
  ['message', '554 5.6.0 Message content rejected', 'unclear'],
  ['message', '550 5.7.1 Looks like spam', 'unclear'],
  ['message', '554 Transaction failed', 'unclear'],
];

function meaningOf(step: Step, reply: string): Meaning {
  const verdict = judgeReply({
    kind: 'said',
    step,
    code: Number(reply.slice(0, 3)),
    text: reply.slice(4),
  });
  if (verdict.kind !== 'refused') return verdict.kind;
  const { code, message, status = 400 } = verdict.why;
  const concern = concernOf(code, message, status);
  if (verdict.deadStatus !== undefined) return concern === 'recipient' ? 'dead' : 'unclear';
  assert.ok(['recipient', 'sending', 'unclear', 'rate'].includes(concern), concern);
  return concern as Meaning;
}

describe('the relay says', () => {
  for (const [step, reply, meaning] of replies) {
    test(`${reply} (${step}): ${meaning}`, () => {
      assert.equal(meaningOf(step, reply), meaning);
    });
  }
});

test('no reason names a reader, however the relay does', () => {
  const said =
    '550 5.1.1 <ada@readers.example>: Recipient "ada+x@readers.example" (ada@readers.example)';
  assert.equal(withoutAddresses(said).includes('readers.example'), false);
  assert.ok(withoutAddresses('x'.repeat(10_000)).length <= 200);
});
