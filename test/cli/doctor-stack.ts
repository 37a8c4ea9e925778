/** A stack in AWS for doctor: the stage's table and queues, an account and a name server beside them. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Diagnosis } from '../../functions/mail/doctor/diagnosis.ts';
import { dispatch } from '../../infra/cli/dispatch.ts';
import { type AwsAccount, startAwsAccount } from '../support/aws-account.ts';
import { type DnsServer, startDns } from '../support/dns-server.ts';
import { type Owner, queueOutputs, startOwner } from './owner.ts';

export interface DoctorStack {
  readonly owner: Owner;
  readonly account: AwsAccount;
  readonly dns: DnsServer;
  readonly outputs: Record<string, string>;
  /** Runs doctor with these outputs; mails nothing unless told. */
  readonly doctor: (...args: string[]) => Promise<Examined>;
  /** The same, as it is typed: prints what a person reads. */
  readonly typed: (...args: string[]) => ReturnType<Owner['launch']>;
  /** The same with another environment. */
  readonly typedIn: (env: NodeJS.ProcessEnv, ...args: string[]) => ReturnType<Owner['launch']>;
  readonly reset: () => void;
  readonly stop: () => Promise<void>;
}

export interface Examined {
  readonly exitCode: number;
  readonly findings: readonly (Diagnosis & { readonly words: string })[];
  readonly out: string;
  readonly err: string;
}

const domain = 'news.example.com';

/** Starts it with everything as it should be. */
export async function startDoctorStack(): Promise<DoctorStack> {
  const owner = await startOwner();
  const { cloud, folder } = owner;
  const dns = await startDns();
  const outputs: Record<string, string> = {};
  const account = await startAwsAccount({
    dynamodb: cloud.env.AWS_ENDPOINT_URL_DYNAMODB ?? '',
    sqs: cloud.env.AWS_ENDPOINT_URL_SQS ?? '',
    outputs,
  });
  const file = join(folder, 'doctor-outputs.json');
  const env = {
    AWS_ENDPOINT_URL: account.origin,
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  };
  const line = (args: readonly string[]) => {
    writeFileSync(file, JSON.stringify({ 'Paperboy-prod': outputs }));
    const mail = args.includes('--wait') || args.includes('--rights') ? [] : ['--no-mail'];
    return ['doctor', '--outputs', file, '--dns', dns.address, ...mail, ...args];
  };
  const reset = () => {
    for (const name of Object.keys(outputs)) delete outputs[name];
    Object.assign(outputs, outputsOf(cloud, account.origin));
    account.reset();
    dns.failing.clear();
    dns.zone.clear();
    for (const [name, records] of zoneOf()) dns.zone.set(name, records);
  };
  reset();
  return {
    owner,
    account,
    dns,
    outputs,
    doctor: async (...args) => {
      const { exitCode, out, err } = await within(env, () =>
        dispatch([...line(args), '--json'], { columns: 80, folder }),
      );
      const said = out.join('\n');
      const findings = said.startsWith('{') ? (JSON.parse(said).findings ?? []) : [];
      return { exitCode, findings, out: said, err: err.join('\n') };
    },
    typed: (...args) => owner.launch(line(args), env),
    typedIn: (own, ...args) => owner.launch(line(args), { ...env, ...own }),
    reset,
    stop: async () => {
      await account.stop();
      await dns.stop();
      await owner.stop();
    },
  };
}

/** The clients of AWS read where to go from the environment. */
async function within<T>(env: Readonly<Record<string, string>>, run: () => Promise<T>): Promise<T> {
  const before = { ...process.env };
  Object.assign(process.env, env);
  try {
    return await run();
  } finally {
    for (const name of Object.keys(env)) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
  }
}

const token = (n: number) => `${n}`.repeat(32);

function outputsOf({ env, template }: Owner['cloud'], aws: string) {
  const queue = (url = '') => `${aws}${URL.parse(url)?.pathname}`;
  const dkim = (n: number) =>
    `${token(n)}._domainkey.${domain} CNAME ${token(n)}.dkim.amazonses.com`;
  const own = {
    ...template.outputs,
    TableName: env.TABLE_NAME ?? '',
    Region: 'eu-central-1',
    SiteUrl: aws,
    SenderDomain: domain,
    AccountConcurrency: '100',
    DnsDkim1: dkim(1),
    DnsDkim2: dkim(2),
    DnsDkim3: dkim(3),
    DnsMailFromMx: `bounce.${domain} MX 10 feedback-smtp.eu-central-1.amazonses.com`,
    DnsInboundMx: `leave.${domain} MX 10 inbound-smtp.eu-central-1.amazonaws.com`,
  };
  const named = Object.entries(queueOutputs(env)).map(([name, url]) => [name, queue(url)] as const);
  return { ...own, ...Object.fromEntries(named) };
}

function zoneOf(): DnsServer['zone'] {
  const zone: DnsServer['zone'] = new Map();
  const text = (value: string) => ({ type: 'TXT', value }) as const;
  for (const n of [1, 2, 3]) {
    const value = `${token(n)}.dkim.amazonses.com`;
    zone.set(`${token(n)}._domainkey.${domain}`, [{ type: 'CNAME', value }]);
  }
  return zone
    .set(`bounce.${domain}`, [
      { type: 'MX', value: '10 feedback-smtp.eu-central-1.amazonses.com' },
      text('v=spf1 include:amazonses.com ~all'),
    ])
    .set(`_dmarc.${domain}`, [text('v=DMARC1; p=none')])
    .set(`leave.${domain}`, [{ type: 'MX', value: '10 inbound-smtp.eu-central-1.amazonaws.com' }]);
}
