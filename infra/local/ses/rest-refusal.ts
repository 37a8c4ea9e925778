/** Refusals of the SES API v2, a REST service: the error's name is in a header. */

/** Refuses a call as it does. */
export function refusedByRest(name: string, status: number, message: string): Response {
  const headers = { 'x-amzn-errortype': name, 'content-type': 'application/json' };
  return new Response(JSON.stringify({ message }), { status, headers });
}
