/** The outputs of a stack that the command needs to find its parts. */
import * as v from 'valibot';

/** What the stack calls the queues of its dead letters. */
export const deadLetterOutputs = [
  'DeadLettersUrl',
  'OrderlyDeadLettersUrl',
  'ScheduleDeadLettersUrl',
] as const;

/** What is optional came later than the first stacks. */
export const outputsSchema = v.object({
  Region: v.string(),
  TableName: v.string(),
  Lanes: v.string(),
  FetchQueueUrl: v.string(),
  DigestQueueUrl: v.string(),
  SendQueueUrl: v.string(),
  ConfirmationQueueUrl: v.string(),
  SiteUrl: v.string(),
  SenderDomain: v.string(),
  SigningSecretArn: v.optional(v.string()),
  HashSecretArn: v.optional(v.string()),
  SenderAddress: v.optional(v.string()),
  PostalAddress: v.optional(v.string()),
  EventQueueUrl: v.optional(v.string()),
  ...v.entriesFromList(deadLetterOutputs, v.optional(v.string())),
  FeedOrigins: v.optional(v.string()),
  LogGroups: v.optional(v.string()),
});

/** What a stack, or a machine that serves for good, knows of the owner's mail. */
export interface Stack {
  readonly domain: string;
  readonly defaults: StackDefaults;
  /** Absent on a machine. */
  readonly deployed?: Deployed;
}

/** A stack in AWS, by its name, with all its outputs. */
export interface Deployed {
  readonly name: string;
  readonly outputs: Readonly<Record<string, string>>;
}

interface StackDefaults {
  readonly senderAddress?: string;
  readonly postalAddress?: string;
}
