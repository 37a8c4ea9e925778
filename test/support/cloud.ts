/** A stage of the test's own, in memory, whose clock moves only when told. */
import type { TestContext } from 'node:test';
import { type Cloud, startCloud } from '../../infra/local/cloud.ts';
import type { CloudOptions } from '../../infra/local/cloud-options.ts';

/** The stack whose domain the newsletters of tests mail from. */
export const testContext = { domain: 'paper.example', sender: 'news@paper.example' };
/** Tests of other things ask for more pages at once than the site of a new account takes. */
const roomy = { ...testContext, scale: 'large' };

/** A person is not kept waiting so long; a test waits until it is so, also on a slow machine. */
const restTimeoutMs = 600_000;

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
    restTimeoutMs,
    write: () => {},
    ...options,
    context: { ...(options.code === 'shipped' ? testContext : roomy), ...options.context },
  });
  t.after(() => cloud.stop());
  return cloud;
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
