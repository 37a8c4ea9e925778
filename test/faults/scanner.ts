/**
 * P7 of the fault plan, at the worst moment: while mail is under way a scanner fetches every link of
 * the mails that came last, by GET and HEAD. Nothing in the table may change by that.
 */
import { createHash } from 'node:crypto';
import { paginateScan } from '@aws-sdk/lib-dynamodb';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { simpleParser } from 'mailparser';
import { open as openWeb } from '../../functions/web.ts';
import { siteUrl } from './declared.ts';
import type { World } from './trial.ts';

const mailsMax = 3;

type WebDoor = (event: APIGatewayProxyEventV2, context: never) => Promise<unknown>;

/** Looks at the mails that came last. Returns what is wrong, in words. */
export async function scanLinks({ damaged, host, post, table }: World): Promise<string[]> {
  const links = new Set<string>();
  for (const raw of await post.latest(mailsMax))
    for (const link of await linksIn(raw)) links.add(link);
  if (links.size === 0) return [];
  const door = openWeb(host.web) as unknown as WebDoor;
  const before = await hashOf(table);
  const wrong: string[] = [];
  for (const link of links) {
    // A page of a reader whose row nobody can read has nothing to show, and says so.
    const isUnreadable = [...damaged].some((id) => link.includes(id));
    for (const method of ['GET', 'HEAD'] as const) {
      const { statusCode = 0 } = (await door(requestOf(method, link), {} as never)) as Answer;
      if (statusCode >= 500 && !isUnreadable)
        wrong.push(`${method} ${link} was answered with ${statusCode}`);
    }
  }
  const isSame = before === (await hashOf(table));
  return isSame ? wrong : [...wrong, `fetching ${[...links].join(' ')} changed the table`];
}

interface Answer {
  readonly statusCode?: number;
}

async function linksIn(raw: Buffer): Promise<string[]> {
  const { text = '', html } = await simpleParser(raw);
  const said = `${text} ${html === false ? '' : html}`.replaceAll('&amp;', '&');
  return said.match(/https:\/\/paper\.example\/[^\s"'<>)\]]+/g) ?? [];
}

function requestOf(method: string, link: string): never {
  const { pathname, search } = new URL(link);
  return {
    version: '2.0',
    rawPath: pathname,
    rawQueryString: search.slice(1),
    headers: { host: new URL(siteUrl).host, 'user-agent': 'a link scanner' },
    requestContext: {
      domainName: new URL(siteUrl).host,
      http: { method, path: pathname, protocol: 'HTTP/1.1', sourceIp: '192.0.2.7', userAgent: '' },
    },
    isBase64Encoded: false,
  } as never;
}

/** All rows, whatever the order in which the engine tells them. */
async function hashOf(table: World['table']): Promise<string> {
  const rows: string[] = [];
  const query = { TableName: table.name, ConsistentRead: true };
  for await (const { Items = [] } of paginateScan({ client: table.client }, query)) {
    rows.push(...Items.map((row) => JSON.stringify(inOrder(row))));
  }
  return createHash('sha256').update(rows.sort().join('\n')).digest('hex');
}

function inOrder(value: unknown): unknown {
  if (value instanceof Set) return [...value].sort();
  if (Array.isArray(value)) return value.map(inOrder);
  if (value === null || typeof value !== 'object' || value instanceof Uint8Array) return value;
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, inner]) => [name, inOrder(inner)]);
}
