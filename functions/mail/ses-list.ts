/** SES's own suppression list, of the whole account: what is on it SES takes and never delivers. */
import {
  DeleteSuppressedDestinationCommand,
  ListSuppressedDestinationsCommand,
  NotFoundException,
  PutSuppressedDestinationCommand,
  SESv2Client,
} from '@aws-sdk/client-sesv2';

/** The list of the account. */
export interface SesList {
  readonly add: (address: string) => Promise<void>;
  readonly remove: (address: string) => Promise<'removed' | 'absent'>;
  /** All that are on it, or came onto it since an instant (ms), page by page. */
  readonly walk: (since?: number) => AsyncIterable<Listed>;
}

/** An address on the list: why, and since when (ms). */
interface Listed {
  readonly address: string;
  readonly reason: 'bounce' | 'complaint';
  readonly at: number;
}

/** The most that SES gives at once (SES API v2, "ListSuppressedDestinations"). */
const pageMax = 1_000;

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
    walk: (since) => walk(client, since),
  };
}

async function* walk(client: SESv2Client, since: number | undefined): AsyncGenerator<Listed> {
  const from = since === undefined ? {} : { StartDate: new Date(since) };
  let next: string | undefined;
  do {
    const answer = await client.send(
      new ListSuppressedDestinationsCommand({
        PageSize: pageMax,
        ...from,
        ...(next === undefined ? {} : { NextToken: next }),
      }),
    );
    for (const { EmailAddress, Reason, LastUpdateTime } of answer.SuppressedDestinationSummaries ??
      []) {
      if (EmailAddress === undefined) continue;
      const reason = Reason === 'BOUNCE' ? 'bounce' : 'complaint';
      yield { address: EmailAddress, reason, at: LastUpdateTime?.getTime() ?? 0 };
    }
    next = answer.NextToken;
  } while (next !== undefined);
}
