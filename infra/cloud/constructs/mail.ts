/** How mail leaves and what SES reports of it: identity, configuration set, topic of events. */
import { Stack, Validations } from 'aws-cdk-lib';
import { Grant, Policy, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import {
  ConfigurationSet,
  ConfigurationSetEventDestination,
  ConfigurationSetTlsPolicy,
  DkimIdentity,
  EasyDkimSigningKeyLength,
  EmailIdentity,
  EmailSendingEvent,
  EventDestination,
  type IConfigurationSet,
  Identity,
  type IEmailIdentity,
  MailFromBehaviorOnMxFailure,
  ReceiptRuleSet,
  SuppressionReasons,
  TlsPolicy,
} from 'aws-cdk-lib/aws-ses';
import { Sns as SnsAction } from 'aws-cdk-lib/aws-ses-actions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { Settings } from '../settings.ts';
import type { WorkQueue } from './work-queues.ts';

/** What the other constructs need of mail. */
export interface Mail {
  readonly domain: string;
  readonly identity: IEmailIdentity;
  readonly configurationSet: IConfigurationSet;
  readonly eventTopic: Topic;
  readonly testRecipients: readonly string[];
  /** Where mail is received, which goes to the topic of events. */
  readonly inboundDomain: string | undefined;
  /**
   * What the owner adds where the domain is hosted, by what it is for. Empty when the identity was
   * there before, as what belongs to it is there then.
   */
  readonly dnsRecords: Readonly<Record<string, string>>;
}

/** Adds everything that mail from the domain needs; `events` gets what SES reports. */
export function addMail(scope: Construct, settings: Settings, events: WorkQueue): Mail {
  const { domain, testRecipients } = settings;
  const own = new Construct(scope, 'Mail');
  const configurationSet = addConfigurationSet(own, settings);
  const eventTopic = addEvents(own, configurationSet, events);
  const identity = addIdentity(own, settings, configurationSet);
  const { inboundDomain } = settings;
  const base = { domain, testRecipients, inboundDomain, configurationSet, eventTopic };
  if (inboundDomain === undefined) return { ...base, ...identity };
  const records = addReceiving(own, inboundDomain, eventTopic);
  return { ...base, ...identity, dnsRecords: { ...identity.dnsRecords, ...records } };
}

function addConfigurationSet(own: Construct, { adopt }: Settings): IConfigurationSet {
  const id = 'ConfigurationSet';
  if (adopt.configurationSet !== undefined) {
    return ConfigurationSet.fromConfigurationSetName(own, id, adopt.configurationSet);
  }
  return new ConfigurationSet(own, id, {
    // Servers without TLS still get their mail.
    tlsPolicy: ConfigurationSetTlsPolicy.OPTIONAL,
    // The net below our own suppression: SES itself sends nothing to an address that bounced.
    suppressionReasons: SuppressionReasons.BOUNCES_AND_COMPLAINTS,
  });
}

function addIdentity(
  own: Construct,
  { domain, adopt }: Settings,
  configurationSet: IConfigurationSet,
): Pick<Mail, 'identity' | 'dnsRecords'> {
  if (adopt.identity !== undefined) {
    const identity = EmailIdentity.fromEmailIdentityName(own, 'Identity', adopt.identity);
    return { identity, dnsRecords: {} };
  }
  const mailFromDomain = `bounce.${domain}`;
  const identity = new EmailIdentity(own, 'Identity', {
    identity: Identity.domain(domain),
    configurationSet,
    dkimIdentity: DkimIdentity.easyDkim(EasyDkimSigningKeyLength.RSA_2048_BIT),
    mailFromDomain,
    mailFromBehaviorOnMxFailure: MailFromBehaviorOnMxFailure.USE_DEFAULT_VALUE,
    // Bounces come as events; by mail they would only fill the sender's mailbox.
    feedbackForwarding: false,
  });
  return { identity, dnsRecords: recordsOf(identity, domain, mailFromDomain) };
}

/** By SNS and not EventBridge, which promises its SES events on a best-effort basis only. */
function addEvents(own: Construct, configurationSet: IConfigurationSet, events: WorkQueue): Topic {
  const topic = new Topic(own, 'EventTopic', { enforceSSL: true });
  new ConfigurationSetEventDestination(configurationSet, 'Events', {
    configurationSet,
    destination: EventDestination.snsTopic(topic),
    // Not DELIVERY: as many as mails, and nothing hangs on it.
    events: [
      EmailSendingEvent.SEND,
      EmailSendingEvent.DELIVERY_DELAY,
      EmailSendingEvent.BOUNCE,
      EmailSendingEvent.COMPLAINT,
      EmailSendingEvent.REJECT,
    ],
  });
  topic.addSubscription(
    new SqsSubscription(events.queue, {
      // The envelope names the topic, by which a forged event is told.
      rawMessageDelivery: false,
      deadLetterQueue: events.deadLetters,
    }),
  );
  return topic;
}

/**
 * Receives mail and hands it to the topic of events, which reads nothing of it but to whom it goes.
 * SES has one active set of rules in an account and region, and CloudFormation cannot say which: the
 * outputs have the command that does.
 */
function addReceiving(own: Construct, inboundDomain: string, topic: Topic) {
  const rules = new ReceiptRuleSet(own, 'Receiving');
  topic.addToResourcePolicy(
    new PolicyStatement({
      actions: ['sns:Publish'],
      principals: [new ServicePrincipal('ses.amazonaws.com')],
      resources: [topic.topicArn],
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(own).account } },
    }),
  );
  rules.addRule('Leaving', {
    recipients: [inboundDomain],
    tlsPolicy: TlsPolicy.OPTIONAL,
    actions: [new SnsAction({ topic })],
  });
  const { region } = Stack.of(own);
  return {
    DnsInboundMx: `${inboundDomain} MX 10 inbound-smtp.${region}.amazonaws.com`,
    ActivateReceiving: `aws ses set-active-receipt-rule-set --rule-set-name ${rules.receiptRuleSetName}`,
  };
}

/** Lets a door mail from addresses at the domain, through the configuration set and no other. */
export function grantSending(door: LambdaFunction, mail: Mail): void {
  const { identity, configurationSet, domain, testRecipients } = mail;
  const stack = Stack.of(identity);
  // SES asks for the address when it is verified by itself, and for its domain only when it is not
  // (Developer Guide, "Creating and verifying identities").
  const addresses = `*@${domain}`;
  const arnOf = (resource: string, resourceName: string) =>
    stack.formatArn({ service: 'ses', resource, resourceName });
  Grant.addToPrincipal({
    grantee: door,
    actions: ['ses:SendRawEmail'],
    resourceArns: [
      identity.emailIdentityArn,
      arnOf('identity', addresses),
      arnOf('configuration-set', configurationSet.configurationSetName),
      ...identitiesOf(testRecipients, domain).map((name) => arnOf('identity', name)),
    ],
    conditions: { StringLike: { 'ses:FromAddress': addresses } },
  });
  Validations.of(door.role ?? door).acknowledge({
    id: `AwsSolutions-IAM5[Resource::arn:aws:ses:${stack.region}:<AWS::AccountId>:identity/${addresses}]`,
    reason: 'Addresses at the own domain, any of which its owner may have verified by itself.',
  });
  // A policy of its own, so that the exception covers this action and nothing added later.
  const asking = new Policy(door, 'AskAboutAccount', {
    statements: [
      new PolicyStatement({
        // Whoever returns after a bounce stands on the list of the account, which swallows their mail.
        actions: ['ses:GetSendQuota', 'ses:DeleteSuppressedDestination'],
        resources: ['*'],
      }),
    ],
  });
  door.role?.attachInlinePolicy(asking);
  Validations.of(asking).acknowledge({
    id: 'AwsSolutions-IAM5[Resource::*]',
    reason:
      'GetSendQuota and DeleteSuppressedDestination are about the account as a whole: IAM knows no resource for them.',
  });
}

/**
 * Lets a door look how the account and its identities stand; it mails nobody. Any identity: whether
 * SES knows the domain that a newsletter mails from is what is asked.
 */
export function grantLooking(door: LambdaFunction, { identity }: Mail): void {
  const stack = Stack.of(identity);
  const identities = stack.formatArn({ service: 'ses', resource: 'identity', resourceName: '*' });
  const looking = new Policy(door, 'LookAtAccount', {
    statements: [
      new PolicyStatement({ actions: ['ses:GetAccount'], resources: ['*'] }),
      new PolicyStatement({ actions: ['ses:GetEmailIdentity'], resources: [identities] }),
    ],
  });
  door.role?.attachInlinePolicy(looking);
  const reason = 'It only looks: at the account as a whole, and at whether SES knows a domain.';
  for (const resource of ['*', `arn:aws:ses:${stack.region}:<AWS::AccountId>:identity/*`]) {
    Validations.of(looking).acknowledge({ id: `AwsSolutions-IAM5[Resource::${resource}]`, reason });
  }
}

/**
 * In the sandbox SES is reported to ask IAM for the recipient's identity too, which no page of AWS
 * says (aws/aws-sdk-js#3641, GSA/data.gov#3810, cloudposse/terraform-aws-ses#40). It is the address
 * when that was verified, or else its domain. From-address and set stay what the policy says.
 */
function identitiesOf(testRecipients: readonly string[], ownDomain: string): string[] {
  const domainOf = (address: string) => address.slice(address.lastIndexOf('@') + 1);
  const others = testRecipients.filter((address) => domainOf(address) !== ownDomain);
  return [...new Set([...others, ...others.map(domainOf)])];
}

function recordsOf(identity: EmailIdentity, domain: string, mailFromDomain: string) {
  const { region } = Stack.of(identity);
  const [dkim1 = '', dkim2 = '', dkim3 = ''] = identity.dkimRecords.map(
    ({ name, value }) => `${name} CNAME ${value}`,
  );
  return {
    DnsDkim1: dkim1,
    DnsDkim2: dkim2,
    DnsDkim3: dkim3,
    DnsMailFromMx: `${mailFromDomain} MX 10 feedback-smtp.${region}.amazonses.com`,
    DnsMailFromSpf: `${mailFromDomain} TXT "v=spf1 include:amazonses.com ~all"`,
    DnsDmarc: `_dmarc.${domain} TXT "v=DMARC1; p=none"`,
  };
}
