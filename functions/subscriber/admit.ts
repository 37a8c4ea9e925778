/** Whether a form that came in is looked at: how old it is, how many came from there, what it cost. */
import { dayMs } from '../config/time.ts';
import { parseAddress } from './address.ts';
import { isProven, proofBits } from './proof.ts';
import { readToken, type SigningKeys, signToken } from './token.ts';
import { allWindow, domainWindow, isPressed, networkWindows, type Windows } from './windows.ts';

/** What comes with a form, besides what it says. */
export interface AdmitInput {
  readonly newsletterId: string;
  /** The token that the form was given. */
  readonly token: string;
  readonly address: string;
  readonly nonce: string;
  /** The network address that the request came from. */
  readonly from: string;
}

/** What admission is judged by. */
export interface AdmitDeps {
  readonly keys: SigningKeys;
  readonly windows: Windows;
  readonly now: () => number;
  readonly randomId: () => string;
}

/** Whether a form is taken now. */
export type Admission =
  | { readonly kind: 'admitted' }
  /** The form is to be shown and sent once more, with this token. */
  | { readonly kind: 'again'; readonly token: string }
  /** Too many at the moment: the same once more, with a proof of work for this token. */
  | { readonly kind: 'prove'; readonly token: string; readonly bits: number }
  | { readonly kind: 'later' };

type PressedAdmission = Exclude<Admission, { kind: 'again' }>;

/** Nobody fills a form in quicker than this. */
export const formAgeMsMin = 3_000;
/** A page that is older has to be loaded anew. */
export const formAgeMsMax = dayMs;

/** The token that a fresh form carries: when it was made, and for which newsletter. */
export function formToken(newsletterId: string, keys: SigningKeys, now: number): string {
  return signToken('form', [newsletterId, now.toString(36)], keys);
}

/**
 * Admits a form. No person fills one in within three seconds, and what is older than a day was kept
 * for later: both are asked to send it once more, which costs a person a moment.
 */
export async function admit(input: AdmitInput, deps: AdmitDeps): Promise<Admission> {
  const { newsletterId, token } = input;
  const now = deps.now();
  const madeAt = madeAtOf(newsletterId, token, deps.keys);
  const age = madeAt === undefined ? Number.NaN : now - madeAt;
  if (age >= 0 && age < formAgeMsMin) return { kind: 'again', token };
  if (!(age >= formAgeMsMin && age <= formAgeMsMax)) {
    return { kind: 'again', token: formToken(newsletterId, deps.keys, now) };
  }
  return await admitPressed({ ...input, token }, deps);
}

/** Admits by how full the windows are: past half of one, the form must bring a proof of work. */
async function admitPressed(input: AdmitInput, deps: AdmitDeps): Promise<PressedAdmission> {
  const { token, address, nonce } = input;
  const pressure = await pressureOf(input, deps);
  if (pressure === 'full') return { kind: 'later' };
  if (pressure === 'pressed' && !isProven({ token, address, nonce })) {
    return { kind: 'prove', token, bits: proofBits };
  }
  return { kind: 'admitted' };
}

/**
 * Admits a form that only the holder of a fresh link sees: how long it was filled in says nothing
 * there. A proof is good for a token of ours that is not older than a form may be.
 */
export async function admitLinked(input: AdmitInput, deps: AdmitDeps): Promise<PressedAdmission> {
  const { newsletterId, token } = input;
  const now = deps.now();
  const madeAt = madeAtOf(newsletterId, token, deps.keys) ?? Number.NaN;
  const isCurrent = now - madeAt >= 0 && now - madeAt <= formAgeMsMax;
  if (isCurrent) return await admitPressed(input, deps);
  const fresh = formToken(newsletterId, deps.keys, now);
  return await admitPressed({ ...input, token: fresh, nonce: '' }, deps);
}

/** How full the windows of a form are; it takes from those of its networks, and looks at others. */
async function pressureOf(
  { from, address }: AdmitInput,
  { windows, randomId }: AdmitDeps,
): Promise<'full' | 'pressed' | 'none'> {
  const parsed = parseAddress(address);
  // A domain asks for proof before it closes: else a few networks could lock a provider out.
  const domain = domainWindow(parsed.kind === 'ok' ? parsed.key : '@');
  const around = [
    ...networkWindows(from).map((window) => ({ window, amount: 1 as const })),
    { window: domain, amount: 0 as const },
    { window: allWindow(randomId()), amount: 0 as const },
  ];
  const taken = await Promise.all(
    around.map(async ({ window, amount }) => ({
      window,
      taking: await windows.take(window, amount),
    })),
  );
  if (taken.some(({ taking }) => taking.kind === 'full')) return 'full';
  return taken.some(({ window, taking }) => isPressed(window, taking)) ? 'pressed' : 'none';
}

function madeAtOf(newsletterId: string, token: string, keys: SigningKeys): number | undefined {
  const [id, made] = readToken('form', token, keys) ?? [];
  const madeAt = Number.parseInt(made ?? '', 36);
  return id === newsletterId && Number.isSafeInteger(madeAt) ? madeAt : undefined;
}
