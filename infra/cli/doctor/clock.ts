/** How far the clock of this machine is from that of the site. */
import { UnseenError } from '../../../functions/mail/doctor/look.ts';

const timeoutMs = 10_000;

/** Milliseconds that this machine is ahead, by the site's Date (RFC 9110 §6.6.1), to the second. */
export async function clockAhead(siteUrl: string, now: () => number): Promise<number> {
  const answer = await fetch(siteUrl, {
    method: 'HEAD',
    redirect: 'manual',
    signal: AbortSignal.timeout(timeoutMs),
  }).catch((error: unknown) => {
    const { cause } = error as { cause?: { code?: string } };
    const words = `${siteUrl}: ${cause?.code ?? (error as Error).message}`;
    throw new UnseenError({ kind: 'notReached', values: { words } });
  });
  const date = Date.parse(answer.headers.get('date') ?? '');
  if (Number.isNaN(date)) {
    const words = `${siteUrl} does not say what time it is.`;
    throw new UnseenError({ kind: 'notAnswered', values: { words } });
  }
  return now() - date;
}
