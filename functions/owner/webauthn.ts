/**
 * What a device answers, checked by the rules of WebAuthn (W3C, level 3, §7). No call here reads or
 * writes anything: whether the challenge is ours and unspent is asked by who calls. The library is
 * heavy, and loaded with the first who uses a passkey.
 */
import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import { COSEALG, decodeAttestationObject } from '@simplewebauthn/server/helpers';
import * as v from 'valibot';
import { challengeMsMax, type Passkey, type PasskeySite } from './passkey.ts';

/** What browsers have in common, and every device can (§5.4, pubKeyCredParams). */
const algorithms = [COSEALG.ES256, COSEALG.RS256];

/** An answer has no more characters than this: a long key with its certificates is a few thousand. */
export const answerCharsMax = 16_000;
/** A credential's id has 1,023 bytes at most (§4), a key of 4,096 bits some six hundred. */
const idCharsMax = 1_364;
const keyCharsMax = 2_000;

const bytes = (charsMax: number) =>
  v.pipe(v.string(), v.minLength(1), v.maxLength(charsMax), v.regex(/^[\w-]+$/));
const common = { id: bytes(idCharsMax), rawId: bytes(idCharsMax), type: v.literal('public-key') };
const clientDataJSON = bytes(answerCharsMax);

const newShape = v.object({
  ...common,
  response: v.object({ clientDataJSON, attestationObject: bytes(answerCharsMax) }),
});
const useShape = v.object({
  ...common,
  response: v.object({
    clientDataJSON,
    authenticatorData: bytes(answerCharsMax),
    signature: bytes(answerCharsMax),
    // Without it nobody is named: what we ask for has it (§6.1.1, discoverable credentials).
    userHandle: bytes(idCharsMax),
  }),
});
const clientShape = v.object({
  challenge: v.pipe(v.string(), v.minLength(1), v.maxLength(idCharsMax)),
  crossOrigin: v.optional(v.boolean(), false),
});

const personForm = /^[\w-]{1,100}$/;

/** An answer as a browser sent it, understood but not checked. */
interface Read<Answer> {
  readonly answer: Answer;
  /** What the device says that it was asked. */
  readonly challenge: string;
}

/** An answer to the wish to add a passkey. */
export type NewAnswer = Read<v.InferOutput<typeof newShape>>;
/** An answer to the wish to sign in, with the id of the person that the device names. */
export type UseAnswer = Read<v.InferOutput<typeof useShape>> & { readonly personId: string };

/** What somebody sent who wants to add a passkey; undefined when it has another form. */
export function readNew(text: string): NewAnswer | undefined {
  return readAs(newShape, text);
}

/** What somebody sent who wants to sign in; undefined when it has another form. */
export function readUse(text: string): UseAnswer | undefined {
  const read = readAs(useShape, text);
  if (read === undefined) return undefined;
  const personId = Buffer.from(read.answer.response.userHandle, 'base64url').toString('utf8');
  return personForm.test(personId) ? { ...read, personId } : undefined;
}

function readAs<
  Shape extends v.GenericSchema<
    unknown,
    { readonly response: { readonly clientDataJSON: string } }
  >,
>(shape: Shape, text: string): Read<v.InferOutput<Shape>> | undefined {
  const whole = v.safeParse(shape, parsed(text));
  if (!whole.success) return undefined;
  const { clientDataJSON: packed } = whole.output.response;
  const client = v.safeParse(clientShape, parsed(Buffer.from(packed, 'base64url').toString()));
  // No page of ours stands in a frame of another site (§7.1 step 10, §7.2 step 13).
  if (!client.success || client.output.crossOrigin) return undefined;
  return { answer: whole.output, challenge: client.output.challenge };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whoever adds a passkey, as their device shows them. */
interface Named {
  readonly id: string;
  readonly address: string;
}

/** What the browser is to ask a device for that makes a passkey. */
export function optionsForNew(
  person: Named,
  challenge: string,
  { host }: PasskeySite,
  others: readonly Pick<Passkey, 'credentialId'>[],
): Promise<PublicKeyCredentialCreationOptionsJSON> {
  const { id, address } = person;
  return generateRegistrationOptions({
    ...{ rpName: host, rpID: host, challenge, timeout: challengeMsMax },
    // Comes back when somebody signs in: it names the person, and says nothing of them.
    ...{ userID: Uint8Array.from(Buffer.from(id)), userName: address, userDisplayName: address },
    attestationType: 'none',
    excludeCredentials: others.map(({ credentialId }) => ({ id: credentialId })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    supportedAlgorithmIDs: algorithms,
  });
}

/** What the browser is to ask whichever device has a passkey for this host: nobody is named. */
export function optionsForUse(
  challenge: string,
  { host: rpID }: PasskeySite,
): Promise<PublicKeyCredentialRequestOptionsJSON> {
  const timeout = challengeMsMax;
  return generateAuthenticationOptions({
    ...{ rpID, challenge, timeout, userVerification: 'required', allowCredentials: [] },
  });
}

/** What a new passkey is, as far as the device told; undefined when the answer does not hold. */
export async function verifyNew(
  { answer, challenge }: NewAnswer,
  { host, origin }: PasskeySite,
): Promise<Pick<Passkey, 'credentialId' | 'publicKey' | 'counter' | 'host'> | undefined> {
  const response: RegistrationResponseJSON = { ...answer, clientExtensionResults: {} };
  const checked = await orUndefined(async () => {
    if (!isPlain(answer.response.attestationObject)) return undefined;
    return await verifyRegistrationResponse({
      ...{ response, expectedChallenge: challenge, expectedOrigin: origin, expectedRPID: host },
      ...{ requireUserVerification: true, supportedAlgorithmIDs: algorithms },
    });
  });
  if (checked?.verified !== true) return undefined;
  const { id: credentialId, publicKey: key, counter } = checked.registrationInfo.credential;
  const publicKey = Buffer.from(key).toString('base64url');
  const isFit = credentialId.length <= idCharsMax && publicKey.length <= keyCharsMax;
  return isFit ? { credentialId, publicKey, counter, host } : undefined;
}

/**
 * Whether a device says nothing of its maker, as we asked. The library would read the certificates
 * of whoever asks, and fetch lists of revoked ones from elsewhere.
 */
function isPlain(attestationObject: string): boolean {
  const decoded = decodeAttestationObject(
    Uint8Array.from(Buffer.from(attestationObject, 'base64url')),
  );
  const [format, statement] = [decoded.get('fmt'), decoded.get('attStmt')];
  return format === 'none' || (format === 'packed' && statement.get('x5c') === undefined);
}

/** How often the device has signed by now; undefined when the answer does not hold. */
export async function verifyUse(
  { answer, challenge }: UseAnswer,
  { credentialId: id, publicKey, counter }: Passkey,
  { host, origin }: PasskeySite,
): Promise<number | undefined> {
  const response: AuthenticationResponseJSON = { ...answer, clientExtensionResults: {} };
  const checked = await orUndefined(() =>
    verifyAuthenticationResponse({
      ...{ response, expectedChallenge: challenge, expectedOrigin: origin, expectedRPID: host },
      credential: { id, publicKey: Uint8Array.from(Buffer.from(publicKey, 'base64url')), counter },
      requireUserVerification: true,
    }),
  );
  return checked?.verified === true ? checked.authenticationInfo.newCounter : undefined;
}

/** The library throws whatever is wrong with an answer; nothing else that it does can fail. */
async function orUndefined<Checked>(check: () => Promise<Checked>): Promise<Checked | undefined> {
  try {
    return await check();
  } catch {
    return undefined;
  }
}
