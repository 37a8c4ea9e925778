/** Proof of work in the manner of hashcash: dear to make by the thousand, nothing to check. */
import { createHash } from 'node:crypto';

/** 33,000 hashes on average: a few tenths of a second on a phone. */
export const proofBits = 15;

const nonceForm = /^[0-9a-z]{1,12}$/;

/** A proof of work: the token it is for, and the number that was found. */
export interface Proof {
  /** The signed token of the form: nobody can work ahead of time. */
  readonly token: string;
  /** What was typed: a proof is good for one address. */
  readonly address: string;
  readonly nonce: string;
}

/** Whether the hash of token, address and nonce begins with enough zeros. */
export function isProven({ token, address, nonce }: Proof): boolean {
  if (!nonceForm.test(nonce)) return false;
  const hash = createHash('sha256').update(`${token}:${address}:${nonce}`).digest();
  return hash.readUInt32BE(0) >>> (32 - proofBits) === 0;
}
