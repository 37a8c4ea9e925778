/**
 * Every right is there for something: a journey used it, or the reason stands here. It reads what the
 * journeys have noted, and so comes after them: `node test/main.ts shipped`.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isLike } from '../../infra/local/rights/statements.ts';
import { rightsSeen } from '../support/rights-seen.ts';

const byLambda = 'Lambda itself asks for it when it takes messages from the queue.';
const byCdk = 'The CDK grants it with each queue that a function works off.';

/** Rights that no journey can use on the stage, by action, and by door where it is one door's. */
const reasons: readonly (readonly [right: RegExp, reason: string])[] = [
  [/ logs:(?:CreateLogStream|PutLogEvents) /, 'The stage keeps no logs; Lambda writes them.'],
  [/ sqs:GetQueueAttributes .*(?:Fetch|Digest|Send|Confirmation|Event)Queue/, byLambda],
  [/ sqs:(?:ChangeMessageVisibility|GetQueueUrl) /, byCdk],
  [
    /^Doors\/fetch\/Role sqs:SendMessage .*FetchQueue/,
    'Feeds that the time of a call does not do for go back: minutes of real time, so the tests of ' +
      'the room and of the door meet it.',
  ],
  [
    /^Doors\/send\/Role dynamodb:PartiQLUpdate /,
    'Claims share a call where an account mails faster than a call takes: the accounts of journeys ' +
      'do not, those of half of the trials of npm run faults do.',
  ],
  [
    /^Doors\/send\/Role sqs:SendMessage /,
    'A batch that the time of a call does not do for: minutes of real time, so the classes of ' +
      'npm run faults meet it.',
  ],
  [
    /^Schedules\/Invoker sqs:SendMessage .*ScheduleDeadLetters/,
    'EventBridge Scheduler leaves what it could not hand over.',
  ],
];

const journeys = [
  ...['items', 'reader', 'archive', 'websub', 'mishaps', 'leave-by-mail', 'fortnight'],
  ...['come-back', 'keys', 'desk', 'programs', 'import', 'hooks', 'default-move', 'deletion'],
];
const seen = journeys.map(rightsSeen);

test('no door asked for anything that it has no right to', () => {
  assert.deepEqual(
    seen.flatMap(({ denied }) => denied),
    [],
  );
});

test('every right was used by a journey, or has its reason', () => {
  const unused = granted().filter(({ who, action, resource }) => {
    const used = seen.flatMap((one) => one.used[`${who} ${action}`] ?? []);
    return !used.some((one) => isLike(resource, one));
  });
  const named = unused.map(({ who, action, resource }) => `${who} ${action} ${resource}`);
  assert.deepEqual(
    named.filter((right) => !reasons.some(([pattern]) => pattern.test(right))),
    [],
    'Take these rights away, or say what they are for.',
  );
  const idle = reasons.filter(([pattern]) => !named.some((right) => pattern.test(right)));
  assert.deepEqual(idle, [], 'These reasons are for nothing: take them away.');
});

function granted() {
  // Every stage as shipped has the rights of one template.
  return Object.entries(seen[0]?.granted ?? {}).flatMap(([who, statements]) =>
    statements.flatMap(({ Action, Resource = '' }) =>
      [Action]
        .flat()
        .flatMap((action) => [Resource].flat().map((resource) => ({ who, action, resource }))),
    ),
  );
}
