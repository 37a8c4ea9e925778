import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inBasicPlane, openTopics } from '../../infra/local/ses-topics.ts';

const texts: [what: string, text: string][] = [
  ['an emoji', 'News 🗞️ of the day'],
  ['a family of them', '👩‍👩‍👧‍👦'],
  ['old scripts', '𐎀𐎁 𝒩ews 𠮷野家'],
  ['what is no character', '\uFFFF\uFFFE'],
  ['six scripts', 'Новости 新闻 ニュース أخبار חדשות समाचार'],
];

for (const [what, text] of texts) {
  test(`an event with ${what} reaches the queue as the same text`, () => {
    const json = JSON.stringify({ Message: JSON.stringify({ subject: text }) });
    const sent = inBasicPlane(json);
    assert.match(sent, /^[\t\n\r\x20-\uD7FF\uE000-\uFFFD]*$/, 'the engine takes it');
    assert.deepEqual(JSON.parse(JSON.parse(sent).Message), { subject: text });
  });
}

test('what the engine takes anyway is left as it is', () => {
  const json = JSON.stringify({ subject: 'Новости 新闻 أخبار' });
  assert.equal(inBasicPlane(json), json);
});

test('what no destination of the set asks for reaches no queue', async () => {
  const topicArn = 'arn:aws:sns:eu-central-1:000000000000:events';
  const arrived: string[] = [];
  const publish = openTopics({
    mail: {
      identities: [],
      configurationSets: ['set'],
      destinations: [{ configurationSet: 'set', eventTypes: ['send', 'deliveryDelay'], topicArn }],
      receiving: [],
      subscriptions: [{ topicArn, protocol: 'sqs', endpoint: 'queue', isRaw: true }],
    },
    queues: {
      byArn: () => ({}) as never,
      put: async (_, { body }) => void arrived.push(JSON.parse(body).eventType),
    },
    rights: { ofService: () => 'allowed' },
    region: 'eu-central-1',
  });
  for (const eventType of ['Send', 'Delivery', 'DeliveryDelay', 'Open']) {
    const mail = { tags: { 'ses:configuration-set': ['set'] } };
    await publish(JSON.stringify({ Message: JSON.stringify({ eventType, mail }) }));
  }
  assert.deepEqual(arrived, ['Send', 'DeliveryDelay']);
});
