/** What is true of an AWS account on this machine. */
import { doors } from '../../infra/cloud/door-names.ts';

type Metric = 'namespace/name/dimension';

export interface AccountState {
  production: boolean;
  sendingEnabled: boolean;
  enforcement: string;
  quota: { sent: number; most: number; rate: number };
  suppressed: readonly string[];
  /** Undefined: SES does not know it. */
  identity:
    | {
        verified: boolean;
        dkim: string;
        signing: boolean;
        mailFrom: string | undefined;
        tokens: string[];
        origin: string;
      }
    | undefined;
  set:
    | { sending: boolean; suppressed: readonly string[] | undefined; topicArn: string }
    | undefined;
  destination: { enabled: boolean; types: readonly string[] };
  /** The active rules by which SES receives; undefined: no set is active. */
  rule: { enabled: boolean; recipient: string; topicArn: string } | undefined;
  /** By namespace, name and the value of its dimension; the latest value. */
  metrics: Map<Metric | string, number>;
  logs: Map<string, readonly { timestamp: number; message: string }[]>;
  drifted: readonly string[];
  driftFails: string | undefined;
  /** So often drift detection says that it is still at work. */
  driftLooks: number;
  functionsMax: number;
  timeoutSeconds: number;
  usd: number;
  secret: { value: string; changedAt: number };
  /** Services that are not there. */
  broken: Set<string>;
  /** How far the clock of the site is ahead (ms); undefined: it tells no time. */
  siteAheadMs: number | undefined;
}

export const functionOf = (door: string) => `Paperboy-prod-Doors${door}Function-x`;
export const logOf = (door: string) => `Paperboy-prod-Doors${door}Log-x`;

const dayMs = 86_400_000;

/** An account in which all is well. */
export function newAccount(outputs: Readonly<Record<string, string>>): AccountState {
  const metrics = new Map<string, number>([
    ['AWS/SES/Reputation.BounceRate/', 0.01],
    ['AWS/SES/Reputation.ComplaintRate/', 0.0002],
    ['AWS/SES/Send/', 30_000],
    ['AWS/Lambda/ConcurrentExecutions/', 4],
  ]);
  for (const door of doors) {
    metrics.set(`AWS/Lambda/Invocations/${functionOf(door)}`, 1);
    metrics.set(`AWS/Lambda/Duration/${functionOf(door)}`, 900);
  }
  const token = (n: number) => `${n}`.repeat(32);
  return {
    production: true,
    sendingEnabled: true,
    enforcement: 'HEALTHY',
    quota: { sent: 1_000, most: 50_000, rate: 14 },
    suppressed: ['BOUNCE', 'COMPLAINT'],
    identity: {
      verified: true,
      dkim: 'SUCCESS',
      signing: true,
      mailFrom: 'SUCCESS',
      tokens: [1, 2, 3].map(token),
      origin: 'AWS_SES',
    },
    set: {
      sending: true,
      suppressed: ['BOUNCE', 'COMPLAINT'],
      topicArn: outputs.EventTopicArn ?? '',
    },
    destination: {
      enabled: true,
      types: ['SEND', 'DELIVERY_DELAY', 'BOUNCE', 'COMPLAINT', 'REJECT'],
    },
    rule: {
      enabled: true,
      recipient: 'leave.news.example.com',
      topicArn: outputs.EventTopicArn ?? '',
    },
    metrics,
    logs: new Map(),
    drifted: [],
    driftFails: undefined,
    driftLooks: 0,
    functionsMax: 1_000,
    timeoutSeconds: 60,
    usd: 4,
    secret: {
      value: JSON.stringify({ id: 'k1', secret: 's'.repeat(40) }),
      changedAt: Date.now() - 30 * dayMs,
    },
    broken: new Set(),
    siteAheadMs: 0,
  };
}
