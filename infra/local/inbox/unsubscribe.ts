import type { ListUnsubscribe } from '../ses/message.ts';

/** What came of pressing the button that a mail program would show. */
export type Trial =
  | { readonly kind: 'answered'; readonly url: string; readonly status: number }
  | { readonly kind: 'unreachable'; readonly url: string; readonly reason: string }
  | { readonly kind: 'mailed'; readonly address: string }
  | { readonly kind: 'not-offered' };

/** What tries the one-click link of a mail. */
export interface TrialDeps {
  readonly fetch: typeof fetch;
}

const timeoutMs = 10_000;

/** Sends the one-click POST as a mail provider does: no cookies, no redirects (RFC 8058 §3.2). */
export async function tryOneClick(
  offer: ListUnsubscribe | undefined,
  deps: TrialDeps,
): Promise<Trial> {
  const url = oneClickUrl(offer);
  if (url === undefined) return { kind: 'not-offered' };
  try {
    const response = await deps.fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'List-Unsubscribe=One-Click',
      credentials: 'omit',
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    await response.body?.cancel();
    return { kind: 'answered', url, status: response.status };
  } catch (error) {
    const cause = error instanceof Error ? (error.cause ?? error) : error;
    return { kind: 'unreachable', url, reason: cause instanceof Error ? cause.message : 'unknown' };
  }
}

/** Mails the address that the mail names, as a mail program without one-click does (RFC 2369 §3.2). */
export async function tryByMail(
  offer: ListUnsubscribe | undefined,
  from: string,
  receive: (mail: { from: string; to: string[]; subject: string }) => Promise<readonly string[]>,
): Promise<Trial> {
  const address = mailtoAddress(offer);
  if (address === undefined) return { kind: 'not-offered' };
  const refused = await receive({ from, to: [address], subject: 'unsubscribe' });
  if (refused.length === 0) return { kind: 'mailed', address };
  return { kind: 'unreachable', url: address, reason: 'nothing receives mail there' };
}

/** The address that a mail program would write to, when the mail names one. */
export function mailtoAddress(offer: ListUnsubscribe | undefined): string | undefined {
  const uri = offer?.uris.find((one) => /^mailto:/i.test(one) && URL.canParse(one));
  return uri && decodeURIComponent(new URL(uri).pathname);
}

/** Where one POST unsubscribes, when the mail offers that. */
export function oneClickUrl(offer: ListUnsubscribe | undefined): string | undefined {
  if (offer === undefined || !offer.oneClick) return undefined;
  return offer.uris.find((uri) => /^https?:/i.test(uri) && URL.canParse(uri));
}
