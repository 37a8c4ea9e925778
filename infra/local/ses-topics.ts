/** The way of SES's events: from the configuration set by its topic to whoever subscribed. */
import type { Queues } from './queues/queues.ts';
import type { Rights } from './rights/rights.ts';
import type { MailDeclaration } from './template/mail.ts';
import { account } from './template/template.ts';

/** Where SES's events go, by the topic's subscriptions and rights. */
export interface TopicDeps {
  readonly mail: MailDeclaration;
  readonly queues: Pick<Queues, 'byArn' | 'put'>;
  readonly rights: Pick<Rights, 'ofService'>;
  readonly region: string;
}

interface Envelope {
  readonly Message: string;
}

interface Event {
  readonly eventType: string;
  readonly mail: { readonly tags: Readonly<Record<string, readonly string[] | undefined>> };
}

/**
 * Publishes an SES event in its envelope of SNS as the template declares it: only types that a
 * destination of the set asks for, only to topics that let SES in, and queues that let SNS in.
 */
export function openTopics(deps: TopicDeps): (envelope: string) => Promise<void> {
  const { mail, queues } = deps;
  return async (envelope) => {
    const { Message } = JSON.parse(envelope) as Envelope;
    const event = JSON.parse(Message) as Event;
    const set = event.mail.tags['ses:configuration-set']?.[0] ?? '';
    const topics = destinationsOf(mail, set, event.eventType)
      .map(({ topicArn }) => topicArn)
      .filter((topicArn) => letsIn(topicArn, set, deps));
    for (const { topicArn, endpoint, isRaw } of queuesBehind(topics, deps)) {
      const to = queues.byArn(endpoint);
      if (takesFrom(topicArn, endpoint, deps)) {
        await queues.put(to, { body: inBasicPlane(isRaw ? Message : envelope) });
      }
    }
  };
}

/**
 * SQS takes #x10000 to #x10FFFF, an emoji in a subject for instance (SQS API Reference, SendMessage);
 * our queue engine refuses them. Escaped, as JSON allows, they arrive as the same text.
 */
export function inBasicPlane(json: string): string {
  return json.replace(/[^\t\n\r\x20-\uD7FF\uE000-\uFFFD]/g, (unit) => {
    return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

/** Publishes what SES received to the queues behind a topic that lets SES in. */
export async function toQueues(topicArn: string, envelope: string, deps: TopicDeps): Promise<void> {
  const context = { ...secure, 'aws:sourceaccount': account };
  const asked = { action: 'sns:Publish', resource: topicArn, context };
  if (deps.rights.ofService('ses.amazonaws.com', asked) !== 'allowed') return;
  for (const { endpoint } of queuesBehind([topicArn], deps)) {
    if (!takesFrom(topicArn, endpoint, deps)) continue;
    await deps.queues.put(deps.queues.byArn(endpoint), { body: inBasicPlane(envelope) });
  }
}

function queuesBehind(topics: readonly string[], { mail }: TopicDeps) {
  return mail.subscriptions.filter(
    ({ topicArn, protocol }) => protocol === 'sqs' && topics.includes(topicArn),
  );
}

function letsIn(topicArn: string, set: string, { rights, region }: TopicDeps): boolean {
  const source = `arn:aws:ses:${region}:${account}:configuration-set/${set}`;
  const context = { ...secure, 'aws:sourcearn': source, 'aws:sourceaccount': account };
  const asked = { action: 'sns:Publish', resource: topicArn, context };
  return rights.ofService('ses.amazonaws.com', asked) === 'allowed';
}

function takesFrom(topicArn: string, queueArn: string, { rights }: TopicDeps): boolean {
  const context = { ...secure, 'aws:sourcearn': topicArn };
  const asked = { action: 'sqs:SendMessage', resource: queueArn, context };
  return rights.ofService('sns.amazonaws.com', asked) === 'allowed';
}

const secure = { 'aws:securetransport': 'true' } as const;

function destinationsOf({ destinations }: MailDeclaration, set: string, eventType: string) {
  // `DeliveryDelay` in an event is `deliveryDelay` in the template.
  const type = eventType.replace(/^./, (first) => first.toLowerCase()).replaceAll(' ', '');
  return destinations.filter(
    ({ configurationSet, eventTypes }) => configurationSet === set && eventTypes.includes(type),
  );
}
