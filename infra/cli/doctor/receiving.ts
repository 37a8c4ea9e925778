/** Whether SES hands mail to a domain to our topic: that hangs on its one active set of rules. */
import { DescribeActiveReceiptRuleSetCommand, SESClient } from '@aws-sdk/client-ses';
import { ask, patience } from './asked.ts';

/** The rules by which SES receives. */
export interface Receiving {
  /** An active rule for the domain, our own or a copy of it, tells the topic. */
  readonly isActive: (domain: string, topicArn: string) => Promise<boolean>;
  readonly close: () => void;
}

/** Opens SES, whose API v2 knows no receiving. */
export function openReceiving(): Receiving {
  const client = new SESClient(patience);
  return {
    isActive: async (domain, topicArn) => {
      const { Rules = [] } = await ask('ses:DescribeActiveReceiptRuleSet', () =>
        client.send(new DescribeActiveReceiptRuleSetCommand({})),
      );
      return Rules.some(
        ({ Enabled, Recipients = [], Actions = [] }) =>
          Enabled === true &&
          // A rule without recipients is for all domains of the account.
          (Recipients.length === 0 || Recipients.includes(domain)) &&
          Actions.some(({ SNSAction }) => SNSAction?.TopicArn === topicArn),
      );
    },
    close: () => client.destroy(),
  };
}
