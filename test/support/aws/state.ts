/** What an account holds: its standing, its stacks, its zones, what SES knows. */

/** As on the stage (infra/local/template/template.ts). */
export const accountId = '000000000000';
export const ownerKey = 'AKIAOWNEROWNEROWNER0';
/** Keys of roles begin in this way (IAM User Guide, "Unique identifiers"). */
export const roleKey = 'ASIACDKCDKCDKCDKCDK0';

/** How an account is; a test may change it while it runs. */
export interface AccountState {
  credentials: 'valid' | 'expired' | 'unknown';
  /** Regions that are switched on. */
  regions: string[];
  concurrency: number;
  isSandbox: boolean;
  isSending: boolean;
  review: string | undefined;
  zones: Zone[];
  /** Domains that SES knows, with what it has seen of their DNS. */
  identities: Map<string, Identity>;
  stacks: Stacks;
  /** By ARN, and how often somebody has looked. */
  certificates: Map<string, { readonly host: string; looks: number }>;
  /** Files of the bucket that `cdk bootstrap` makes. */
  files: Map<string, Buffer>;
  /** Rights that the owner does not have. */
  denied: string[];
  /**
   * Late as AWS is late, so that who looks meanwhile finds it at work; or done by the first look,
   * for tests that are about something else: the CDK looks again only after five seconds.
   */
  pace: 'late' | 'prompt';
}

export interface Identity {
  readonly dkimNames: readonly string[];
  readonly mailFrom: string | undefined;
  /** How often SES has to look before it sees records that are there. */
  looks: number;
  /** Records that somebody has added where the zone lives. */
  areRecordsElsewhere: boolean;
}

/** Carries a deployment out: what CloudFormation would make. */
export interface Deployer {
  readonly up: (template: Buffer, stackName: string) => Promise<Readonly<Record<string, string>>>;
  readonly down: () => Promise<void>;
  /** Where table, queues and secrets answer now. */
  readonly endpoints: () => Readonly<Record<string, string>>;
  /** Tables and secrets that are there, also without a stack. */
  readonly kept: Set<string>;
}

export interface Zone {
  readonly id: string;
  /** With a dot at the end, as Route 53 has it. */
  readonly name: string;
  readonly isPrivate: boolean;
  /** By `name. TYPE`, the values. */
  readonly records: Map<string, string[]>;
}

/** By name; deleted ones are under their ARN only. */
type Stacks = Map<string, StackState>;

export interface StackState {
  readonly name: string;
  readonly id: string;
  status: string;
  reason?: string;
  isProtected: boolean;
  /** Whether somebody has changed its resources by hand. */
  isDrifted?: boolean;
  outputs: Readonly<Record<string, string>>;
  /** As it was last deployed. */
  template: Buffer;
  /** By logical id. */
  resources: Map<string, ResourceState>;
  changeSet?: { template: Buffer; readonly isChange: boolean; looks: number } | undefined;
}

export interface ResourceState {
  readonly type: string;
  readonly physicalId: string;
  readonly isRetained: boolean;
  status: string;
}
