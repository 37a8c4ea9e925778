/**
 * A stand-in for an AWS account behind one address, for what the stage does not have: who calls,
 * stacks, zones, quotas, SES's identities, the bucket of the CDK. It speaks the wire protocols that
 * the SDK and the CDK speak, refuses as AWS refuses, is late as AWS is late, and each answer names
 * the page of AWS's documentation that it is modelled on in `x-modelled-on`. Table, queues and secrets
 * are those of the stage that a stack became.
 */
import { createServer, type ServerResponse } from 'node:http';
import type { TestContext } from 'node:test';
import { type Call, type Reply, readCall, type Service } from './call.ts';
import { bucketOfCdk } from './cdk-bucket.ts';
import { acm } from './certificates.ts';
import { cloudFormation } from './cloudformation.ts';
import { keptThings } from './kept.ts';
import { route53 } from './route-53.ts';
import { sesV2 } from './ses-v2.ts';
import { lambda, sts } from './standing.ts';
import { type AccountState, accountId, type Deployer, ownerKey } from './state.ts';

export interface StandIn {
  readonly origin: string;
  readonly state: AccountState;
  /** Every call in the order in which they came. */
  readonly calls: Call[];
  /** Is told of each call before it is answered. */
  onCall: (call: Call) => void;
  /** The environment of an owner in this account. */
  readonly env: Readonly<Record<string, string>>;
}

const noDeployer: Deployer = {
  up: () => Promise.reject(new Error('Nothing is to be deployed in this test.')),
  down: async () => {},
  endpoints: () => ({}),
  kept: new Set(),
};

/** Starts an account as a new one is, on a port of its own; it goes when the test ends. */
export async function startAccount(
  t: TestContext,
  changes: Partial<AccountState> = {},
  deployer: Deployer = noDeployer,
): Promise<StandIn> {
  const state: AccountState = {
    credentials: 'valid',
    regions: ['eu-central-1', 'us-east-1'],
    concurrency: 10,
    isSandbox: true,
    isSending: true,
    review: undefined,
    zones: [],
    identities: new Map(),
    stacks: new Map(),
    certificates: new Map(),
    files: new Map(),
    denied: [],
    pace: 'late',
    ...changes,
  };
  const services: Record<string, Service> = {
    sts: sts(),
    lambda: lambda(state),
    ses: sesV2(state),
    acm: acm(state),
    route53: route53(state),
    cloudformation: cloudFormation(state, deployer),
    ...bucketOfCdk(state),
    ...keptThings(deployer),
  };
  const calls: Call[] = [];
  const server = createServer(async (request, response) => {
    const call = await readCall(request);
    calls.push(call);
    standIn.onCall(call);
    const service = services[call.service];
    const refusal = service && refusalOf(call, state, service);
    if (refusal !== undefined) return send(response, refusal, authenticationPage);
    const found = service?.answers.find(([action]) => isFor(action, call))?.[1];
    if (found !== undefined) return send(response, await found.answer(call), found.page);
    const endpoint = deployer.endpoints()[call.service];
    if (endpoint !== undefined) return pass(endpoint, request.headers, call, response);
    send(response, { status: 501, type: 'text/plain', body: `${call.service} ${call.action}` }, '');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No port was given.');
  const origin = `http://127.0.0.1:${address.port}`;
  const standIn: StandIn = { origin, state, calls, onCall: () => {}, env: envOf(origin) };
  return standIn;
}

function envOf(origin: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: origin,
    AWS_ACCESS_KEY_ID: ownerKey,
    AWS_SECRET_ACCESS_KEY: 'stand-in',
    AWS_SESSION_TOKEN: 'stand-in',
    AWS_REGION: 'eu-central-1',
    AWS_EC2_METADATA_DISABLED: 'true',
    CDK_DISABLE_CLI_TELEMETRY: 'true',
  };
}

function isFor(action: string | RegExp, call: Call): boolean {
  return typeof action === 'string' ? action === call.action : action.test(call.action);
}

const authenticationPage = 'https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html';

/** Codes by service: STS and the query protocol have other names for them than those of JSON. */
function refusalOf(call: Call, state: AccountState, { fail }: Service): Reply | undefined {
  const isRegional = call.service !== 'route53';
  const isHere = !isRegional || state.regions.includes(call.region);
  if (state.credentials === 'expired') {
    return fail('ExpiredToken', 'The security token included in the request is expired', 403);
  }
  if (state.credentials === 'unknown' || !isHere) {
    return fail(
      'InvalidClientTokenId',
      'The security token included in the request is invalid.',
      403,
    );
  }
  const right = `${call.service}:${call.action}`;
  if (call.accessKey !== ownerKey || !state.denied.includes(right)) return undefined;
  const who = `arn:aws:iam::${accountId}:user/owner`;
  return fail('AccessDenied', `User: ${who} is not authorized to perform: ${right}`, 403);
}

function send(response: ServerResponse, { status, type, body }: Reply, page: string): void {
  response.writeHead(status, { 'content-type': type, 'x-modelled-on': page }).end(body);
}

/** On to the stage, which has an API of its own for this. */
async function pass(
  endpoint: string,
  headers: NodeJS.Dict<string | string[]>,
  { body }: Call,
  response: ServerResponse,
): Promise<void> {
  const { host: _, connection: __, 'content-length': ___, ...others } = headers;
  const answer = await fetch(endpoint, {
    method: 'POST',
    headers: Object.entries(others).map(([name, value]) => [name, String(value)]),
    body: new Uint8Array(body),
  });
  const text = Buffer.from(await answer.arrayBuffer());
  const type = answer.headers.get('content-type') ?? 'application/x-amz-json-1.0';
  response.writeHead(answer.status, { 'content-type': type }).end(text);
}
