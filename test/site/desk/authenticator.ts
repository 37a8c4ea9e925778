/**
 * A device that makes passkeys, as WebAuthn has it (W3C, level 3, §6): a key of ES256, answers made of
 * bytes by hand. It can be told to answer otherwise than a good one would.
 */
import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

/** What the desk asks for, as far as a device looks at it. */
export interface AskedOptions {
  readonly challenge: string;
  readonly rp?: { readonly id: string };
  readonly rpId?: string;
  readonly user?: { readonly id: string };
}

/** What an answer says that is not as it should be. */
export interface Twist {
  readonly challenge?: string;
  readonly origin?: string;
  readonly host?: string;
  readonly type?: string;
  readonly crossOrigin?: boolean;
  /** Bits of the authenticator data: 1 somebody is there, 4 they proved who they are. */
  readonly flags?: number;
  readonly counter?: number;
  readonly userHandle?: string;
  readonly signature?: Buffer;
  readonly credentialId?: string;
  /** Shows a certificate of its maker, with a signature that holds (§8.6). */
  readonly isCertified?: boolean;
}

/** A value of CBOR (RFC 8949), as far as it is needed here. */
type Cbor = number | string | Buffer | readonly Cbor[] | ReadonlyMap<Cbor, Cbor>;

const lengthMax = 0xff_ff;

/** The bytes of a value. */
function cbor(value: Cbor): Buffer {
  if (typeof value === 'number') return value < 0 ? headOf(1, -1 - value) : headOf(0, value);
  if (typeof value === 'string') return withHead(3, Buffer.from(value));
  if (Buffer.isBuffer(value)) return withHead(2, value);
  if (value instanceof Map) {
    const parts = [...value].flat().map(cbor);
    return Buffer.concat([headOf(5, value.size), ...parts]);
  }
  const list = value as readonly Cbor[];
  return Buffer.concat([headOf(4, list.length), ...list.map(cbor)]);
}

function withHead(major: number, bytes: Buffer): Buffer {
  return Buffer.concat([headOf(major, bytes.length), bytes]);
}

function headOf(major: number, argument: number): Buffer {
  const type = major << 5;
  if (argument < 24) return Buffer.of(type | argument);
  if (argument <= 0xff) return Buffer.of(type | 24, argument);
  if (argument > lengthMax) throw new Error('Longer than a test needs.');
  return Buffer.of(type | 25, argument >> 8, argument & 0xff);
}

const base64url = (bytes: Buffer) => bytes.toString('base64url');
const sha256 = (bytes: string | Buffer) => createHash('sha256').update(bytes).digest();

/** A certificate (X.509, RFC 5280) of a key by itself, in DER. */
function certificateOf(publicKey: KeyObject, privateKey: KeyObject): Buffer {
  const der = (tag: number, ...parts: readonly Buffer[]): Buffer => {
    const body = Buffer.concat(parts);
    const { length } = body;
    const size = length < 128 ? Buffer.of(length) : Buffer.of(0x82, length >> 8, length & 0xff);
    return Buffer.concat([Buffer.of(tag), size, body]);
  };
  const sequence = (...parts: readonly Buffer[]) => der(0x30, ...parts);
  const ecdsaWithSha256 = sequence(der(6, Buffer.from('2a8648ce3d040302', 'hex')));
  const commonName = sequence(der(6, Buffer.from('550403', 'hex')), der(12, Buffer.from('Maker')));
  const name = sequence(der(0x31, commonName));
  const [from, until] = ['260101000000Z', '360101000000Z'].map((one) => der(23, Buffer.from(one)));
  const version = der(0xa0, der(2, Buffer.of(2)));
  const own = publicKey.export({ type: 'spki', format: 'der' });
  const validity = sequence(from as Buffer, until as Buffer);
  const facts = sequence(version, der(2, Buffer.of(1)), ecdsaWithSha256, name, validity, name, own);
  const signature = der(3, Buffer.of(0), sign('sha256', facts, privateKey));
  return sequence(facts, ecdsaWithSha256, signature);
}

/** A device with one passkey for this site; its answers are JSON, as a browser sends them. */
export interface Authenticator {
  readonly credentialId: string;
  readonly create: (options: AskedOptions, twist?: Twist) => string;
  readonly get: (options: AskedOptions, twist?: Twist) => string;
}

/** A new device, at a page of this origin. */
export function newAuthenticator(ownOrigin: string): Authenticator {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const id = randomBytes(32);
  const credentialId = base64url(id);
  let signed = 0;
  let ownHandle = '';

  const clientData = (options: AskedOptions, type: string, twist: Twist) => {
    const { challenge = options.challenge, origin = ownOrigin, crossOrigin = false } = twist;
    return Buffer.from(
      JSON.stringify({ type: twist.type ?? type, challenge, origin, crossOrigin }),
    );
  };
  const dataOf = (host: string, flags: number, { counter = signed }: Twist) => {
    const count = Buffer.alloc(4);
    count.writeUInt32BE(counter);
    return Buffer.concat([sha256(host), Buffer.of(flags), count]);
  };
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  const cose = cbor(
    new Map<Cbor, Cbor>([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, Buffer.from(x, 'base64url')],
      [-3, Buffer.from(y, 'base64url')],
    ]),
  );

  return {
    credentialId,
    create: (options, twist = {}) => {
      ownHandle = options.user?.id ?? '';
      const flags = (twist.flags ?? 5) | 64;
      const host = twist.host ?? options.rp?.id ?? '';
      const length = Buffer.of(id.length >> 8, id.length & 0xff);
      const authData = Buffer.concat([
        dataOf(host, flags, twist),
        Buffer.alloc(16),
        length,
        id,
        cose,
      ]);
      const client = clientData(options, 'webauthn.create', twist);
      const point = Buffer.concat([
        Buffer.of(4),
        Buffer.from(x, 'base64url'),
        Buffer.from(y, 'base64url'),
      ]);
      const told = Buffer.concat([Buffer.of(0), sha256(host), sha256(client), id, point]);
      const statement = new Map<Cbor, Cbor>([
        ['sig', sign('sha256', told, privateKey)],
        ['x5c', [certificateOf(publicKey, privateKey)]],
      ]);
      const attestationObject = cbor(
        new Map<Cbor, Cbor>([
          ['fmt', twist.isCertified ? 'fido-u2f' : 'none'],
          ['attStmt', twist.isCertified ? statement : new Map()],
          ['authData', authData],
        ]),
      );
      const clientDataJSON = base64url(client);
      const response = { clientDataJSON, attestationObject: base64url(attestationObject) };
      const own = twist.credentialId ?? credentialId;
      return JSON.stringify({ id: own, rawId: own, type: 'public-key', response });
    },
    get: (options, twist = {}) => {
      signed += 1;
      const data = dataOf(twist.host ?? options.rpId ?? '', twist.flags ?? 5, twist);
      const client = clientData(options, 'webauthn.get', twist);
      const whole = Buffer.concat([data, sha256(client)]);
      const { signature = sign('sha256', whole, privateKey) } = twist;
      const own = twist.credentialId ?? credentialId;
      const response = {
        clientDataJSON: base64url(client),
        authenticatorData: base64url(data),
        signature: base64url(signature),
        userHandle: twist.userHandle ?? ownHandle,
      };
      return JSON.stringify({ id: own, rawId: own, type: 'public-key', response });
    },
  };
}
