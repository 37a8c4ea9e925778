/** SES's own suppression list, of the whole account: what is on it SES takes and never delivers. */
import {
  DeleteSuppressedDestinationCommand,
  NotFoundException,
  PutSuppressedDestinationCommand,
  SESv2Client,
} from '@aws-sdk/client-sesv2';

/** The list of the account. */
export interface SesList {
  readonly add: (address: string) => Promise<void>;
  readonly remove: (address: string) => Promise<'removed' | 'absent'>;
}

/** Opens the list, in AWS or where an endpoint says. */
export function openSesList(endpoint?: string): SesList {
  const client = new SESv2Client(endpoint === undefined ? {} : { endpoint });
  return {
    add: async (EmailAddress) => {
      // SES knows two reasons; that its owner wants no mail is nearer to this one.
      await client.send(new PutSuppressedDestinationCommand({ EmailAddress, Reason: 'COMPLAINT' }));
    },
    remove: async (EmailAddress) => {
      try {
        await client.send(new DeleteSuppressedDestinationCommand({ EmailAddress }));
        return 'removed';
      } catch (error) {
        if (error instanceof NotFoundException) return 'absent';
        throw error;
      }
    },
  };
}
