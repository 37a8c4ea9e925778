/** What Paperboy costs: the sum, what it rests on, and what README says of it. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { feedsPerMessage } from '../../functions/feed/schedule/poll.ts';
import { counted } from '../../functions/mail/doctor/cost-counts.ts';
import { prices } from '../../functions/mail/doctor/cost-prices.ts';
import { type CostLine, costOf } from '../../functions/mail/doctor/cost-sum.ts';
import { scales } from '../../infra/cloud/scale.ts';
import { synthesize } from '../cloud/synthesized.ts';

const few = { readers: 1_000, feeds: 100, perDay: 1 };
const many = { readers: 1_000_000, feeds: 10_000, perDay: 1 };

const costs = (usage: typeof few) => costOf(usage, counted, prices);

function lineOf(lines: readonly CostLine[], name: string): number {
  const found = lines.find((line) => line.name === name);
  assert.ok(found, `there is a line ${name}`);
  return found.usd;
}

test('what README says of the cost is what the command computes', () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const [, section = ''] = /## What it costs\n([\s\S]*?)\n## /.exec(readme) ?? [];
  const [small, large] = [costs(few), costs(many)];
  const share = (large.besidesUsd / large.ses.usd) * 100;
  assert.ok(section.includes(`$${small.ses.usd.toFixed(2)} for SES`), section);
  assert.ok(section.includes(`$${small.besidesUsd.toFixed(2)} for everything else`), section);
  assert.ok(section.includes(`$${large.ses.usd.toLocaleString('en-US')} for SES`), section);
  assert.ok(section.includes(`$${large.besidesUsd.toFixed(0)} (${share.toFixed(1)} %)`), section);
});

test('nobody reading and nothing watched costs the secrets, the clocks and their queues', () => {
  const { ses, others, mails } = costs({ readers: 0, feeds: 0, perDay: 1 });
  assert.deepEqual([mails, ses.usd], [0, 0]);
  const paid = others.filter(({ usd }) => usd >= 0.05).map(({ name }) => name);
  assert.deepEqual(paid, ['SQS, all', 'Secrets']);
});

test('twice the mails are twice the writes of mails, and SES twice as dear', () => {
  const [one, two] = [costs(many), costs({ ...many, perDay: 2 })];
  assert.equal(two.ses.usd, one.ses.usd * 2);
  const more = lineOf(two.others, 'Table, writes') - lineOf(one.others, 'Table, writes');
  const each = (counted.mail.writes * prices.writeUnitsMillion) / 1_000_000;
  assert.ok(Math.abs(more / one.mails - each) < 1e-12);
});

test('what is free each month is taken off, and no more than there is', () => {
  const cheap = { ...prices, alarm: { each: 0.1, free: 8 } };
  const { others } = costOf(few, counted, cheap);
  assert.ok(Math.abs(lineOf(others, 'Alarms') - 0.2) < 1e-9);
  assert.equal(lineOf(costs(few).others, 'Alarms'), 0);
});

test('alarms, metrics, queues, memory and the feeds of a message are those that are deployed', () => {
  const { template } = synthesize();
  const count = (type: string) => Object.keys(template.findResources(type)).length;
  assert.equal(count('AWS::CloudWatch::Alarm'), counted.watching.alarms);
  assert.equal(count('AWS::SecretsManager::Secret'), counted.watching.secrets);
  const boards = Object.values(template.findResources('AWS::CloudWatch::Dashboard'));
  assert.equal(boards.length, counted.watching.dashboards);
  const queries = JSON.stringify(boards).match(/SOURCE '/g) ?? [];
  assert.ok(queries.length >= counted.watching.queries.each);
  const filters = Object.values(template.findResources('AWS::Logs::MetricFilter'));
  const metrics = filters.map(({ Properties }) => Properties.MetricTransformations[0].MetricName);
  assert.equal(new Set(metrics).size, counted.watching.metrics);
  const mappings = Object.values(template.findResources('AWS::Lambda::EventSourceMapping'));
  const limited = mappings.filter(({ Properties }) => Properties.ScalingConfig !== undefined);
  assert.equal(limited.length, counted.queues.standard);
  assert.equal(mappings.length - limited.length, counted.queues.fifo);
  assert.equal(scales.new.memoryMb.fetch, counted.feed.gb * 1_024);
  assert.equal(feedsPerMessage, counted.feed.feedsAMessage);
});
