/** What is missing is asked for once, checked by the rules of the settings, and written down. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import cdkJson from '../../../cdk.json' with { type: 'json' };
import type { CdkJson } from '../../../infra/cli/deploy/cdk-json.ts';
import { interview } from '../../../infra/cli/deploy/interview.ts';
import { isMissing, questions } from '../../../infra/cli/deploy/questions.ts';

const answers = [
  'paper.example',
  'news@paper.example',
  'Quay 1, Saltmarrow',
  'me@paper.example',
  'read.paper.example',
];

test('what cdk.json comes with is asked for, except the region, which is a choice', () => {
  const { context } = cdkJson;
  const missing = questions.filter(({ name }) => isMissing(context[name as keyof typeof context]));
  assert.deepEqual(
    missing.map(({ name }) => name),
    ['domain', 'sender', 'postalAddress', 'alarmAddress', 'siteDomain'],
  );
});

test('asks once, and the next time nothing', async () => {
  const cdkJson = fileOf({});
  const first = ownerWith(answers);
  const settings = await interview({ cdkJson, ...first });
  assert.equal(settings.domain, 'paper.example');
  assert.equal(settings.alarmAddress, 'me@paper.example');
  assert.equal(first.asked.length, 5);
  assert.equal(cdkJson.context().siteDomain, 'read.paper.example');
  assert.equal(settings.siteDomain, undefined, 'It has no certificate yet.');
  const second = ownerWith([]);
  assert.deepEqual(await interview({ cdkJson, ...second }), settings);
  assert.deepEqual(second.asked, []);
});

test('what may stay empty is asked for once, too', async () => {
  const cdkJson = fileOf({});
  await interview({ cdkJson, ...ownerWith(['paper.example', '', 'Quay 1', '', '']) });
  const again = ownerWith([]);
  assert.equal((await interview({ cdkJson, ...again })).siteDomain, undefined);
  assert.deepEqual(again.asked, []);
});

test('Enter takes what is offered', async () => {
  const owner = ownerWith(['paper.example', '', 'Quay 1, Saltmarrow', '', '']);
  const settings = await interview({ cdkJson: fileOf({}), ...owner });
  assert.equal(settings.sender, 'editor@paper.example');
  assert.equal(settings.alarmAddress, 'editor@paper.example');
});

test('a wrong answer is asked for again, with what is wrong about it', async () => {
  const owner = ownerWith([
    'not a host',
    'example.org',
    '',
    'paper.example',
    'news@elsewhere.example',
    'news@paper.example',
    'Quay 1',
    'nobody',
    'me@paper.example',
    'no host',
    'read.paper.example',
  ]);
  const settings = await interview({ cdkJson: fileOf({}), ...owner });
  assert.equal(settings.sender, 'news@paper.example');
  const said = owner.said.filter((line) => /^Set|is an example/.test(line));
  assert.deepEqual(
    said.map((line) => line.split(' ').slice(0, 4).join(' ')),
    [
      'Set domain in cdk.json,',
      'example.org is an example,',
      'Set domain in cdk.json,',
      'Set sender in cdk.json,',
      'Set alarmAddress in cdk.json,',
      'Set siteDomain in cdk.json,',
    ],
  );
});

test('a domain is written down as DNS has it, and what follows is offered at it', async () => {
  const cdkJson = fileOf({});
  const owner = ownerWith(['Bücher.Example.', '', 'Quay 1', '', 'READ.bücher.example']);
  await interview({ cdkJson, ...owner });
  const { domain, sender, alarmAddress, siteDomain } = cdkJson.context();
  const ascii = 'xn--bcher-kva.example';
  assert.deepEqual(
    [domain, sender, alarmAddress, siteDomain],
    [ascii, `editor@${ascii}`, `editor@${ascii}`, `read.${ascii}`],
  );
});

test('the answers that were given before an interruption stay', async () => {
  const cdkJson = fileOf({});
  const interrupted = interview({ cdkJson, ...ownerWith(answers.slice(0, 2)) });
  await assert.rejects(interrupted, /Nobody answers here/);
  const owner = ownerWith(answers.slice(2));
  await interview({ cdkJson, ...owner });
  assert.deepEqual(owner.asked, [
    'postalAddress:',
    'alarmAddress [news@paper.example]:',
    'siteDomain:',
  ]);
});

test('with --yes nothing is asked, and each missing setting is named', async () => {
  const silent = {
    cdkJson: fileOf({ alarmAddress: 'me@paper.example' }),
    say: () => {},
    ask: undefined,
  };
  await assert.rejects(interview(silent), ({ message }: Error) => {
    const named = message.split('\n').map((line) => line.split(' ')[1]);
    assert.deepEqual(named, ['domain', 'sender', 'postalAddress']);
    return true;
  });
});

test('another setting that is wrong is named, too', async () => {
  const own = { domain: 'paper.example', sender: 'a@paper.example', postalAddress: 'Quay 1' };
  const context = { ...own, alarmAddress: 'a@paper.example', scale: 'huge' };
  await assert.rejects(
    interview({ cdkJson: fileOf(context), ...ownerWith(['']) }),
    /Set scale in cdk\.json/,
  );
});

function fileOf(changes: Record<string, unknown>): CdkJson {
  let context: Record<string, unknown> = { ...cdkJson.context, ...changes };
  return {
    folder: '/',
    context: () => context,
    write: (more, what = {}) => {
      const comments = Object.keys(more).map((name) => [`// ${name}`, what[name]]);
      context = { ...context, ...Object.fromEntries(comments), ...more };
    },
  };
}

function ownerWith(answers: readonly string[]) {
  const said: string[] = [];
  const asked: string[] = [];
  const left = [...answers];
  return {
    said,
    asked,
    say: (line: string) => void said.push(line),
    ask: async (question: string) => {
      asked.push(question);
      return left.shift();
    },
  };
}
