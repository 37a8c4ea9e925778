/** Why SES does not do what was asked, in its own words. */
export interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly status?: number;
}

/** What happens on the wire: a response, a broken connection, or a response that comes too late. */
export type Outcome =
  | { readonly kind: 'answer'; readonly response: Response }
  | { readonly kind: 'reset' }
  | { readonly kind: 'stall'; readonly ms: number; readonly response: Response };

const namespace = 'http://ses.amazonaws.com/doc/2010-12-01/';
/** Requests that reach no operation are answered by the layer in front of SES. */
const frontNamespace = 'http://webservices.amazon.com/AWSFault/2005-15-09';
const frontCodes = new Set(['InvalidAction', 'MissingAction', 'MissingAuthenticationToken']);

/** A refusal with SES's code and message. */
export function refusal(code: string, message: string, status = 400): Refusal {
  return { code, message, status };
}

/** SES's most common refusal: a parameter that it cannot take. */
export function invalid(message: string): Refusal {
  return refusal('InvalidParameterValue', message);
}

/** The XML of a call that succeeded; `result` is XML already. */
export function succeed(action: string, result: string, requestId: string): Response {
  const body =
    `<${action}Response xmlns="${namespace}">\n` +
    (result === ''
      ? `  <${action}Result/>\n`
      : `  <${action}Result>${result}</${action}Result>\n`) +
    `  <ResponseMetadata>\n    <RequestId>${requestId}</RequestId>\n  </ResponseMetadata>\n` +
    `</${action}Response>\n`;
  return xml(body, 200, requestId);
}

/** The XML of a call that failed. */
export function fail(why: Refusal, requestId: string): Response {
  const status = why.status ?? 400;
  const space = frontCodes.has(why.code) ? frontNamespace : namespace;
  const body =
    `<ErrorResponse xmlns="${space}">\n  <Error>\n` +
    `    <Type>${status >= 500 ? 'Receiver' : 'Sender'}</Type>\n` +
    `    <Code>${escapeXml(why.code)}</Code>\n` +
    `    <Message>${escapeXml(why.message)}</Message>\n` +
    `  </Error>\n  <RequestId>${requestId}</RequestId>\n</ErrorResponse>\n`;
  return xml(body, status, requestId);
}

function xml(body: string, status: number, requestId: string): Response {
  const headers = { 'content-type': 'text/xml', 'x-amzn-requestid': requestId };
  return new Response(body, { status, headers });
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
