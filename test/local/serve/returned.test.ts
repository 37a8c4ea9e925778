/** Mail that comes back, friendly and hostile: what is read from it, and what is not. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { idsIn, readReturned, recipientsIn } from '../../../infra/local/serve/returned.ts';
import { leastCpuMsOf } from '../../support/effort.ts';

const id = '0123456789abcdef0123456789abcdef';

function reportOf(type: string, part: string, fields: readonly string[], rest: string[] = []) {
  return Buffer.from(
    [
      'From: MAILER-DAEMON@mx.example',
      `Content-Type: multipart/report; report-type=${type};`,
      '\tboundary="=_b"',
      '',
      'This is MIME.',
      '--=_b',
      'Content-Type: text/plain; charset=utf-8',
      '',
      'Action: failed',
      'Status: 5.1.1',
      '',
      '--=_b',
      `Content-Type: ${part}`,
      '',
      ...fields,
      '',
      ...rest,
      '--=_b--',
      'after the end',
    ].join('\r\n'),
  );
}

const dsn = (...fields: string[]) =>
  reportOf('delivery-status', 'message/delivery-status', ['Reporting-MTA: dns; mx', '', ...fields]);

describe('a report on a delivery (RFC 3464):', () => {
  test('failed for good', () => {
    const fields = ['Final-Recipient: rfc822; x@y.example', 'Action: failed', 'Status: 5.1.1'];
    const words = ['Diagnostic-Code: smtp; 550 5.1.1', '  no such user'];
    assert.deepEqual(readReturned(dsn(...fields, ...words)), {
      kind: 'bounced',
      recipients: [{ type: 'Permanent', status: '5.1.1', words: 'smtp; 550 5.1.1 no such user' }],
    });
  });

  test('given up after days of trying', () => {
    assert.deepEqual(readReturned(dsn('Action: FAILED', 'Status: 4.4.7 (delivery expired)')), {
      kind: 'bounced',
      recipients: [{ type: 'Undetermined', status: '4.4.7', words: '' }],
    });
  });

  test('with bare line feeds, other cases and groups for several', () => {
    const text = dsn('action: failed', 'STATUS: 5.2.1', '', 'Action: delivered', 'Status: 2.0.0');
    const bare = Buffer.from(text.toString().replaceAll('\r\n', '\n'));
    const read = readReturned(bare);
    assert.ok(read.kind === 'bounced');
    assert.deepEqual(
      read.recipients.map(({ status }) => status),
      ['5.2.1'],
    );
  });

  for (const action of ['delayed', 'delivered', 'relayed', 'expanded', '']) {
    test(`${action || 'no action'} is nothing`, () => {
      assert.deepEqual(readReturned(dsn(`Action: ${action}`, 'Status: 4.2.0')), {
        kind: 'nothing',
      });
    });
  }

  test('what only says so in its text is nothing', () => {
    const vacation = Buffer.from(
      'Content-Type: text/plain\r\nAuto-Submitted: auto-replied\r\n\r\nAction: failed\r\nStatus: 5.1.1\r\n',
    );
    assert.deepEqual(readReturned(vacation), { kind: 'nothing' });
    const empty = reportOf('delivery-status', 'text/plain', ['Action: failed', 'Status: 5.1.1']);
    assert.deepEqual(readReturned(empty), { kind: 'nothing' });
  });
});

describe('a complaint (RFC 5965):', () => {
  const fields = [
    'Feedback-Type: abuse',
    'Version: 1',
    `Original-Mail-From: <bounces+${id}@p.example>`,
  ];
  const arf = reportOf('feedback-report', 'message/feedback-report', fields);
  test('of abuse', () => {
    assert.deepEqual(readReturned(arf), { kind: 'complained', feedbackType: 'abuse' });
    assert.deepEqual(idsIn(arf, ['fbl@paper.example']), [id]);
  });

  test('that is taken back says so', () => {
    const back = reportOf('feedback-report', 'message/feedback-report', [
      'Feedback-Type: Not-Spam',
    ]);
    assert.deepEqual(readReturned(back), { kind: 'complained', feedbackType: 'not-spam' });
  });

  test('the mail that hangs on it names its return path', () => {
    const rest = [
      '--=_b',
      'Content-Type: message/rfc822',
      '',
      `Return-Path: <bounces+${id}@p.example>`,
      'Subject: x',
      '',
    ];
    const report = reportOf(
      'feedback-report',
      'message/feedback-report',
      ['Feedback-Type: abuse'],
      rest,
    );
    assert.deepEqual(idsIn(report, []), [id]);
  });
});

describe('to whom it came:', () => {
  test('whoever brings it says so first, in whatever letters', () => {
    const other = id.replaceAll('0', 'f');
    const mail = Buffer.from(`To: <bounces+${other}@p.example>\r\n\r\n`);
    assert.deepEqual(idsIn(mail, [`BOUNCES+${id.toUpperCase()}@P.EXAMPLE`]), [id, other]);
  });

  test('else the header does', () => {
    const mail = Buffer.from(
      'Delivered-To: a@p.example\r\nTo: "B, C" <b@p.example>, c@p.example\r\n\r\n',
    );
    assert.deepEqual(recipientsIn(mail), ['a@p.example', 'b@p.example', 'c@p.example']);
  });

  test('a mail names no more than a few', () => {
    const many = Array.from(
      { length: 500 },
      (_, n) => `x+${String(n).padStart(32, '0')}@p.example`,
    );
    assert.equal(idsIn(Buffer.from('\r\n'), many).length, 20);
  });
});

describe('hostile mail is read in proportion to its size:', () => {
  const hostile: Readonly<Record<string, (size: number) => Buffer>> = {
    'one endless address': (size) => Buffer.from(`To: ${'a'.repeat(size)}\r\n\r\n`),
    'boundaries without end': (size) =>
      reportOf('delivery-status', 'message/delivery-status', ['--=_b'.repeat(size / 5)]),
    'lines of boundaries': (size) =>
      reportOf('delivery-status', 'message/delivery-status', ['--=_b\r\n'.repeat(size / 7)]),
    'groups without end': (size) => dsn('Action: failed\r\n\r\n'.repeat(size / 18)),
    'folded without end': (size) => dsn(`Action: failed${'\r\n '.repeat(size / 3)}`),
    'fields without a name': (size) => dsn(':'.repeat(size)),
    'blanks without end': (size) => dsn(' \t'.repeat(size / 2)),
  };
  for (const [name, made] of Object.entries(hostile)) {
    test(name, async () => {
      const effort = (size: number) => {
        const mail = made(size);
        return leastCpuMsOf(() => {
          readReturned(mail);
          idsIn(mail, recipientsIn(mail));
        });
      };
      const small = await effort(200_000);
      const large = await effort(2_000_000);
      // Ten times as much; work that grows with the square would be a hundred times as dear.
      assert.ok(large < 40 * Math.max(small, 1), `${small} ms, then ${large} ms`);
    });
  }
});
