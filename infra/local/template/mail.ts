/** What the template declares of mail. */
import * as v from 'valibot';
import type { Template } from './template.ts';

const setSchema = v.object({
  ConfigurationSetName: v.string(),
  EventDestination: v.object({
    Enabled: v.boolean(),
    MatchingEventTypes: v.array(v.string()),
    SnsDestination: v.object({ TopicARN: v.string() }),
  }),
});

const subscriptionSchema = v.object({
  Endpoint: v.string(),
  Protocol: v.string(),
  RawMessageDelivery: v.optional(v.boolean(), false),
  TopicArn: v.string(),
});

const ruleSchema = v.object({
  Rule: v.object({
    Enabled: v.optional(v.boolean(), true),
    Recipients: v.array(v.string()),
    Actions: v.array(v.object({ SNSAction: v.object({ TopicArn: v.string() }) })),
  }),
});

/** How mail leaves, and where SES's events go. */
export interface MailDeclaration {
  readonly identities: readonly string[];
  readonly configurationSets: readonly string[];
  readonly destinations: readonly {
    readonly configurationSet: string;
    readonly eventTypes: readonly string[];
    readonly topicArn: string;
  }[];
  /** The domains at which mail is received, and the topic that is told of it. */
  readonly receiving: readonly { readonly domains: readonly string[]; readonly topicArn: string }[];
  readonly subscriptions: readonly {
    readonly topicArn: string;
    readonly protocol: string;
    readonly endpoint: string;
    readonly isRaw: boolean;
  }[];
}

/** What the template says of mail: identities, configuration sets, where events go. */
export function mailOf(template: Template): MailDeclaration {
  const destinations = template
    .all('AWS::SES::ConfigurationSetEventDestination')
    .map(({ properties }) => v.parse(setSchema, properties))
    .filter(({ EventDestination }) => EventDestination.Enabled);
  return {
    identities: template.all('AWS::SES::EmailIdentity').map(({ ref }) => ref),
    configurationSets: template.all('AWS::SES::ConfigurationSet').map(({ ref }) => ref),
    destinations: destinations.map(({ ConfigurationSetName, EventDestination }) => ({
      configurationSet: ConfigurationSetName,
      eventTypes: EventDestination.MatchingEventTypes,
      topicArn: EventDestination.SnsDestination.TopicARN,
    })),
    receiving: template.all('AWS::SES::ReceiptRule').flatMap(({ properties }) => {
      const { Enabled, Recipients: domains, Actions } = v.parse(ruleSchema, properties).Rule;
      if (!Enabled) return [];
      return Actions.map(({ SNSAction }) => ({ domains, topicArn: SNSAction.TopicArn }));
    }),
    subscriptions: template.all('AWS::SNS::Subscription').map(({ properties }) => {
      const parsed = v.parse(subscriptionSchema, properties);
      return {
        topicArn: parsed.TopicArn,
        protocol: parsed.Protocol,
        endpoint: parsed.Endpoint,
        isRaw: parsed.RawMessageDelivery,
      };
    }),
  };
}
