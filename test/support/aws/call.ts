/** A call to AWS as it comes over the wire, and an answer as it goes back. */
import type { IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';

export interface Call {
  /** As the signature names it: `cloudformation`, `ses`. */
  readonly service: string;
  readonly region: string;
  readonly accessKey: string;
  /** `DescribeStacks`; of REST protocols the method and the path. */
  readonly action: string;
  readonly params: URLSearchParams;
  readonly path: string;
  readonly body: Buffer;
}

export interface Reply {
  readonly status: number;
  readonly type: string;
  readonly body: string | Buffer;
}

/** What a service answers to an action, and the page of AWS's documentation that it is taken from. */
export interface Answer {
  readonly page: string;
  readonly answer: (call: Call) => Reply | Promise<Reply>;
}

/** By action; REST actions by a pattern of method and path. */
export interface Service {
  readonly answers: readonly (readonly [action: string | RegExp, answer: Answer])[];
  readonly fail: (code: string, message: string, status?: number) => Reply;
}

/** Reads a call (AWS Signature Version 4: `Credential=key/date/region/service/aws4_request`). */
export async function readCall(request: IncomingMessage): Promise<Call> {
  const body = await buffer(request);
  const { headers, method = 'GET', url = '/' } = request;
  const [, accessKey = '', region = '', service = ''] =
    /Credential=([^/]+)\/[^/]+\/([^/]+)\/([^/]+)\//.exec(headers.authorization ?? '') ?? [];
  const isQuery = headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true;
  const params = new URLSearchParams(isQuery ? body.toString('utf8') : url.split('?')[1]);
  const target = String(headers['x-amz-target'] ?? '')
    .split('.')
    .at(-1);
  const path = url.split('?')[0] ?? '/';
  const action = target || (isQuery ? params.get('Action') : null) || `${method} ${path}`;
  return { service, region, accessKey, action, params, path, body };
}

/** Text as XML has it. */
function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

export function element(name: string, content: string | number | boolean | undefined): string {
  return content === undefined ? '' : `<${name}>${escapeXml(String(content))}</${name}>`;
}

/** The answer of a service that speaks the query protocol. */
export function queryReply(action: string, xmlns: string, result: string): Reply {
  const inner = `<${action}Result>${result}</${action}Result>`;
  const metadata = '<ResponseMetadata><RequestId>stand-in</RequestId></ResponseMetadata>';
  const body = `<${action}Response xmlns="${xmlns}">${inner}${metadata}</${action}Response>`;
  return { status: 200, type: 'text/xml', body };
}

/** Its refusal. */
export function queryError(code: string, message: string, status = 400): Reply {
  const error = `<Error><Type>Sender</Type>${element('Code', code)}${element('Message', message)}</Error>`;
  const body = `<ErrorResponse>${error}<RequestId>stand-in</RequestId></ErrorResponse>`;
  return { status, type: 'text/xml', body };
}

export function jsonReply(value: unknown): Reply {
  return { status: 200, type: 'application/json', body: JSON.stringify(value) };
}

/** The refusal of a service that speaks JSON. */
export function jsonError(code: string, message: string, status = 400): Reply {
  return {
    status,
    type: 'application/json',
    body: JSON.stringify({ __type: code, message, Message: message }),
  };
}
