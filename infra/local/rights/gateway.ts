/**
 * All of AWS behind one port, as the doors find it when they run as shipped. Whose call it is tells
 * the access key that it is signed with; what the caller has no right to is refused here, in the
 * words of the service, and everything else goes on to the engine.
 */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import {
  Agent,
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { AccountSettings } from '../ses/account.ts';
import { fail } from '../ses/answer.ts';
import { accessDenied } from '../ses/authorization.ts';
import { type RefusalAnswer, refuse } from './refusals.ts';
import { type Owner, rightsOfCall, type Service, type ServiceCall } from './requests.ts';
import type { Rights, Role } from './rights.ts';
import { type RestCall, rightOfRest, rightsOfMail } from './ses-requests.ts';
import type { AskedRight } from './statements.ts';

/** A function that calls, with the role that it does so in. */
export interface Caller {
  readonly name: string;
  readonly role: Role;
}

/** The way of every call as shipped: it knows the role, and refuses what that may not do. */
export interface Gateway {
  readonly origin: string;
  readonly stop: () => Promise<void>;
  /** Takes calls from now on; before, they are answered that the service is not there yet. */
  readonly open: (deps: GatewayDeps) => void;
}

interface GatewayDeps {
  readonly owner: Owner;
  readonly rights: Pick<Rights, 'ofRole'>;
  /** By access key. Whoever signs with another key is the owner, who may do everything. */
  readonly callers: ReadonlyMap<string, Caller>;
  /** Where each service really is. */
  readonly endpoints: Readonly<Record<Service, string>>;
  readonly account: () => AccountSettings;
  /** Is told of a call that the stage cannot read; its caller gets a 500, as from a service in need. */
  readonly onError: (error: unknown) => void;
}

/** Starts to listen on a free port of this machine. */
export async function startGateway(): Promise<Gateway> {
  let take = (_: IncomingMessage, response: ServerResponse): void => {
    response.writeHead(503).end();
  };
  const server = createServer((request, response) => take(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No port was given.');
  const agent = new Agent({ keepAlive: true });
  return {
    origin: `http://127.0.0.1:${address.port}`,
    open: (deps) => {
      take = (request, response) => {
        pass(request, response, deps, agent).catch((error: unknown) => {
          deps.onError(error);
          if (response.headersSent) response.destroy();
          else response.writeHead(500).end();
        });
      };
    },
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
      agent.destroy();
    },
  };
}

async function pass(
  request: IncomingMessage,
  response: ServerResponse,
  deps: GatewayDeps,
  agent: Agent,
): Promise<void> {
  const body = await buffer(request);
  const { accessKey, service } = signatureOf(request);
  const caller = deps.callers.get(accessKey);
  const target = String(request.headers['x-amz-target'] ?? '');
  const rest = restCallOf(request);
  const refusal = caller && (await refusalOf({ target, rest, body, service, caller }, deps));
  if (refusal !== undefined) {
    const headers = { 'content-type': refusal.contentType, 'x-amzn-requestid': randomUUID() };
    response.writeHead(refusal.status, headers).end(refusal.body);
    return;
  }
  forward({ request, body, response, to: new URL(deps.endpoints[service]), agent });
}

const services: readonly Service[] = ['dynamodb', 'sqs', 'secretsmanager', 'ses'];

/** Of a REST service the method and the path tell what is asked; the others post to the root. */
function restCallOf({ method = '', url = '/' }: IncomingMessage): RestCall | undefined {
  return url === '/' ? undefined : { method, path: url };
}

/** `Credential=key/date/region/service/aws4_request` (AWS Signature Version 4). */
function signatureOf({ headers }: IncomingMessage): { accessKey: string; service: Service } {
  const [, accessKey = '', scope = ''] =
    /Credential=([^/]+)\/[^/]+\/[^/]+\/([^/]+)\//.exec(headers.authorization ?? '') ?? [];
  const service = services.find((name) => name === scope);
  if (service === undefined) throw new Error(`A call to the service ${scope}, which is not here.`);
  return { accessKey, service };
}

/** A call of one of the four services, and who makes it. */
export interface CallOfRole extends ServiceCall {
  readonly rest?: RestCall | undefined;
  readonly caller: Caller;
}

/** The answer to a caller who has no right to what they ask for; undefined when they have it. */
export async function refusalOf(
  call: CallOfRole,
  deps: Pick<GatewayDeps, 'owner' | 'rights' | 'account'>,
): Promise<RefusalAnswer | undefined> {
  const { service, caller } = call;
  const who = `arn:aws:sts::${deps.owner.account}:assumed-role/${caller.role.name}/${caller.name}`;
  for (const right of await askedBy(call, deps)) {
    const verdict = deps.rights.ofRole(caller.role, right);
    if (verdict === 'allowed') continue;
    return service === 'ses' ? sesAnswer(who, right) : refuse(service, who, right, verdict);
  }
  return undefined;
}

async function askedBy(
  { target, rest, body, service }: CallOfRole,
  { owner, account }: Pick<GatewayDeps, 'owner' | 'account'>,
): Promise<readonly AskedRight[]> {
  if (service === 'ses') {
    if (rest !== undefined) return [rightOfRest(rest, owner)];
    return rightsOfMail(new URLSearchParams(body.toString('utf8')), account(), owner);
  }
  return rightsOfCall({ service, target, body }, owner);
}

async function sesAnswer(who: string, { action, resource }: AskedRight): Promise<RefusalAnswer> {
  const answer = fail(accessDenied(who, action, resource), randomUUID());
  return { status: answer.status, contentType: 'text/xml', body: await answer.text() };
}

interface Passage {
  readonly request: IncomingMessage;
  readonly body: Buffer;
  readonly response: ServerResponse;
  readonly to: URL;
  readonly agent: Agent;
}

/** A connection that breaks behind the gateway breaks before it, too: the caller must not know more. */
function forward({ request, body, response, to, agent }: Passage): void {
  const asked = request.url ?? '/';
  const below = to.pathname.replace(/\/$/, '');
  const path = below === '' || asked === '/' ? below || asked : `${below}${asked}`;
  const out = httpRequest(
    {
      agent,
      host: to.hostname,
      port: to.port,
      method: request.method,
      path,
      headers: { ...request.headers, host: to.host, 'content-length': body.length },
    },
    (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
      answer.once('error', () => response.destroy());
    },
  );
  out.once('error', () => request.socket.resetAndDestroy());
  // A caller who has given up waits no longer behind the gateway either.
  response.once('close', () => out.destroy());
  out.end(body);
}
