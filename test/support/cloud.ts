/** A stage of the test's own, in memory, whose clock moves only when told. */
import type { TestContext } from 'node:test';
import { type Cloud, startCloud } from '../../infra/local/cloud.ts';
import type { CloudOptions } from '../../infra/local/cloud-options.ts';
import type { Statement } from '../../infra/local/rights/statements.ts';

/** The stack whose domain the newsletters of tests mail from. */
export const testContext = { domain: 'paper.example', sender: 'news@paper.example' };
/** Tests of other things ask for more pages at once than the site of a new account takes. */
const roomy = { ...testContext, scale: 'large' };

/** Starts everything on a free port; it goes when the test ends. */
export async function testCloud(
  t: TestContext,
  options: Partial<CloudOptions> = {},
): Promise<Cloud> {
  const cloud = await startCloud({
    port: 0,
    demo: false,
    ticking: false,
    zone: 'UTC',
    write: () => {},
    ...options,
    context: { ...(options.code === 'shipped' ? testContext : roomy), ...options.context },
  });
  t.after(() => cloud.stop());
  return cloud;
}

/** What the doors asked for on all stages as shipped of this process, and what they were granted. */
export interface RightsSeen {
  /** `Doors/send/Role dynamodb:GetItem` with the resources that it was allowed for. */
  readonly used: Map<string, Set<string>>;
  readonly denied: Set<string>;
  readonly granted: Map<string, readonly Statement[]>;
}

export const rightsSeen: RightsSeen = {
  used: new Map(),
  denied: new Set(),
  granted: new Map(),
};

/** The same with the bundles that are deployed, in workers, and the rights of the template enforced. */
export async function testCloudAsShipped(
  t: TestContext,
  options: Partial<CloudOptions> = {},
): Promise<Cloud> {
  const cloud = await testCloud(t, { ...options, code: 'shipped' });
  t.after(() => note(cloud));
  return cloud;
}

function note({ rights, table }: Cloud): void {
  // The table of each stage has a name of its own.
  const nameOf = (resource: string) => resource.replace(table.name, 'Table');
  for (const { path, statements } of rights.roles) {
    const plain = JSON.parse(JSON.stringify(statements).replaceAll(table.name, 'Table'));
    rightsSeen.granted.set(path, plain);
  }
  for (const { who, action, resource, verdict } of rights.asked()) {
    const key = `${who} ${action}`;
    if (verdict !== 'allowed') rightsSeen.denied.add(`${key} ${nameOf(resource)}`);
    const resources = rightsSeen.used.get(key) ?? new Set();
    rightsSeen.used.set(key, resources.add(nameOf(resource)));
  }
}

/** What the inbox holds, through its API: the newest first. */
export async function inboxOf(cloud: Pick<Cloud, 'origin'>, to: string): Promise<Mail[]> {
  const api = `${cloud.origin}/_inbox/api/messages`;
  const answer = await fetch(`${api}?limit=1000&to=${encodeURIComponent(to)}`);
  const { messages } = (await answer.json()) as { messages: { id: string }[] };
  return Promise.all(
    messages.map(async ({ id }) => (await (await fetch(`${api}/${id}`)).json()) as Mail),
  );
}

export interface Mail {
  readonly id: string;
  readonly at: number;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
}

/** The value of a header of a mail. */
export function headerOf(mail: Mail, name: string): string | undefined {
  return mail.headers.find((header) => header.name.toLowerCase() === name.toLowerCase())?.value;
}
