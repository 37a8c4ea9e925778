/** A Hono app as a Lambda behind an HTTP API (payload format 2.0). */
import type { Hono } from 'hono';
import { handle, type LambdaEvent } from 'hono/aws-lambda';
import type { Log } from '../config/log.ts';

/** What browsers, programs and hubs may ask with; the routes decide which of them leads anywhere. */
const methods = ['GET', 'HEAD', 'POST', 'DELETE', 'OPTIONS', 'PUT', 'PATCH'] as const;
/** These have no body: a request of the web that had one could not even be made. */
const bodiless: readonly string[] = ['GET', 'HEAD'];

type Handler = ReturnType<typeof handle>;

/** The app as a Lambda. What is no request of the web is refused before the app is shown it, with a line. */
export function toLambda(app: Hono, log: Pick<Log, 'info'>): Handler {
  const answer = handle(app);
  return async (event, context) => {
    const refusal = refusalOf(event);
    if (refusal === undefined) return await answer(event, context);
    const { status, method, reason } = refusal;
    log.info('request refused', { status, method, reason });
    return refused(status, reason) as Awaited<ReturnType<Handler>>;
  };
}

interface Refusal {
  readonly status: 400 | 405;
  readonly method: string;
  readonly reason: string;
}

const methodCharsMax = 20;

function refusalOf(event: LambdaEvent): Refusal | undefined {
  const asked = methodOf(event);
  const method = asked.slice(0, methodCharsMax);
  if (!methods.some((one) => one === asked)) {
    return { status: 405, method, reason: 'This method is not answered here.' };
  }
  const hasBody = typeof event.body === 'string' && event.body !== '';
  if (!bodiless.includes(asked) || !hasBody) return undefined;
  return { status: 400, method, reason: 'A request with this method has no body.' };
}

function methodOf(event: LambdaEvent): string {
  const { http } = event.requestContext as { readonly http?: { readonly method?: string } };
  return http?.method ?? '';
}

function refused(statusCode: number, reason: string) {
  const allow = statusCode === 405 ? { allow: methods.join(', ') } : {};
  return {
    statusCode,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store', ...allow },
    body: reason,
    isBase64Encoded: false,
    cookies: [],
  };
}
