/**
 * An AWS account on this machine, as far as doctor asks about one: it speaks the protocols of the
 * services, has rights that can be taken away, and refuses in their words. What the stage has (the
 * table, the queues) is passed on to it. Each answer names the page that it is modelled on; all are
 * below https://docs.aws.amazon.com/.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { judge, type Statement } from '../../infra/local/rights/statements.ts';
import { type Answer, type Asked, answers } from './aws-answers.ts';
import { type AccountState, newAccount } from './aws-state.ts';

export interface AwsAccount {
  readonly origin: string;
  /** What is true of the account; a test changes it. */
  readonly state: AccountState;
  /** The rights that were asked for. */
  readonly asked: Set<string>;
  /** What the caller may do; undefined: everything. */
  allow: (statements: readonly Statement[] | undefined) => void;
  /** Makes it as it was. */
  readonly reset: () => void;
  readonly stop: () => Promise<void>;
}

/** Where the stage's own engines are. */
export interface Engines {
  readonly dynamodb: string;
  readonly sqs: string;
  readonly outputs: Readonly<Record<string, string>>;
}

export async function startAwsAccount(engines: Engines): Promise<AwsAccount> {
  const state = newAccount(engines.outputs);
  const asked = new Set<string>();
  let statements: readonly Statement[] | undefined;
  const server = createServer((request, response) => {
    void serve(request, response).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });
  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    if (request.method === 'HEAD') return site(response, state);
    const call = callOf(request, await text(request));
    const rights = rightsOf(call).map((action) => {
      asked.add(action);
      const isOfStack = action !== 'cloudformation:BatchDescribeTypeConfigurations';
      const resource = isOfStack ? resourceOf(call, engines.outputs) : '*';
      return { action, resource, context: {} };
    });
    const held = statements;
    const lacking = rights.find((right) => held && judge(held, right) !== 'allowed');
    const answer =
      lacking === undefined
        ? ((await passedOn(call, engines)) ?? answers(call, state))
        : denied(call, lacking);
    response.writeHead(answer.status, answer.headers).end(answer.body);
  };
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    state,
    asked,
    allow: (given) => {
      statements = given;
    },
    reset: () => {
      statements = undefined;
      Object.assign(state, newAccount(engines.outputs));
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The site of a Paperboy, as far as it tells the time. */
function site(response: ServerResponse, { siteAheadMs }: AccountState): void {
  response.sendDate = false;
  if (siteAheadMs !== undefined) {
    response.setHeader('date', new Date(Date.now() + siteAheadMs).toUTCString());
  }
  response.end();
}

/** The scope of the signature names the service (IAM User Guide, "Elements of a request signature"). */
function callOf(request: IncomingMessage, body: string): Asked {
  const { authorization = '' } = request.headers;
  const [, service = ''] = /\/([a-z]+)\/aws4_request/.exec(authorization) ?? [];
  const [path = ''] = (request.url ?? '').split('?');
  const target = String(request.headers['x-amz-target'] ?? '');
  const isForm = String(request.headers['content-type']).includes('x-www-form-urlencoded');
  const form = new URLSearchParams(isForm ? body : '');
  const json = body.startsWith('{') ? (JSON.parse(body) as Record<string, unknown>) : {};
  const action = target.split('.').at(-1) || form.get('Action') || restAction(path);
  const values = { ...json, ...Object.fromEntries(form) };
  return {
    service,
    action,
    path: decodeURIComponent(path),
    values,
    body,
    headers: request.headers,
  };
}

function restAction(path: string): string {
  if (path === '/v2/email/account') return 'GetAccount';
  if (path.startsWith('/v2/email/identities/')) return 'GetEmailIdentity';
  if (path.endsWith('/event-destinations')) return 'GetConfigurationSetEventDestinations';
  if (path.startsWith('/v2/email/configuration-sets/')) return 'GetConfigurationSet';
  if (path.endsWith('/account-settings')) return 'GetAccountSettings';
  if (path.endsWith('/configuration')) return 'GetFunctionConfiguration';
  throw new Error(`Nobody asks for ${path}.`);
}

/**
 * Service Authorization Reference: the prefixes, and the one call that has another action's right.
 * Drift asks for three (AWSCloudFormation/latest/UserGuide/using-cfn-stack-drift.html).
 */
function rightsOf({ service, action }: Asked): string[] {
  if (action === 'DetectStackDrift') {
    const all = [action, 'DetectStackResourceDrift', 'BatchDescribeTypeConfigurations'];
    return all.map((one) => `cloudformation:${one}`);
  }
  const prefix = service === 'monitoring' ? 'cloudwatch' : service;
  return [`${prefix}:${action === 'SendMessageBatch' ? 'SendMessage' : action}`];
}

function resourceOf({ service, path, values }: Asked, outputs: Engines['outputs']): string {
  const [, , , region = '', account = ''] = (outputs.EventTopicArn ?? '').split(':');
  const arn = (of: string, resource: string) => `arn:aws:${of}:${region}:${account}:${resource}`;
  const { TableName, IndexName, QueueUrl, SecretId, StackName, logGroupName } = values;
  const last = path.split('/');
  switch (service) {
    case 'dynamodb':
      return arn(
        service,
        `table/${TableName}${IndexName === undefined ? '' : `/index/${IndexName}`}`,
      );
    case 'sqs':
      return arn(service, String(QueueUrl).split('/').at(-1) ?? '');
    case 'secretsmanager':
      return String(SecretId);
    case 'cloudformation':
      return StackName === undefined ? '*' : arn(service, `stack/${StackName}/1f2e`);
    case 'logs':
      return arn(service, `log-group:${logGroupName}`);
    case 'lambda':
      return path.endsWith('/configuration') ? arn(service, `function:${last[3]}`) : '*';
    case 'ses':
      if (path.includes('/identities/')) return arn(service, `identity/${last[4]}`);
      return path.includes('-sets/') ? arn(service, `configuration-set/${last[4]}`) : '*';
    default:
      return '*';
  }
}

async function passedOn(call: Asked, engines: Engines): Promise<Answer | undefined> {
  const { service, body, headers } = call;
  if (service !== 'dynamodb' && service !== 'sqs') return undefined;
  const kept = ['authorization', 'content-type', 'x-amz-target', 'x-amz-date'];
  const sent = kept.map((name) => [name, String(headers[name] ?? '')] as const);
  const answer = await fetch(engines[service], {
    method: 'POST',
    body,
    headers: Object.fromEntries(sent),
  });
  const type = answer.headers.get('content-type') ?? 'application/x-amz-json-1.0';
  return { status: answer.status, headers: { 'content-type': type }, body: await answer.text() };
}

/** IAM User Guide, "Troubleshoot access denied error messages"; each protocol has a way of its own. */
function denied(
  { service, path }: Asked,
  { action, resource }: { readonly action: string; readonly resource: string },
): Answer {
  const message =
    `User: arn:aws:iam::123456789012:user/doctor is not authorized to perform: ${action} ` +
    `on resource: ${resource} because no identity-based policy allows the ${action} action`;
  // The query protocol, in which SES v1 is, too.
  if (service === 'cloudformation' || (service === 'ses' && path === '/')) {
    return {
      status: 403,
      headers: { 'content-type': 'text/xml' },
      body:
        '<ErrorResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><Error>' +
        `<Type>Sender</Type><Code>AccessDenied</Code><Message>${message}</Message></Error>` +
        '<RequestId>r</RequestId></ErrorResponse>',
    };
  }
  const isRest = service === 'ses' || service === 'lambda';
  return {
    status: isRest ? 403 : 400,
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amzn-errortype': 'AccessDeniedException',
    },
    body: JSON.stringify({ __type: 'AccessDeniedException', message, Message: message }),
  };
}
