import { createHash } from 'node:crypto';

/** A UUID made of any id, always the same for the same one. */
export function uuidOf(id: string): string {
  const hex = createHash('sha256').update(id).digest('hex');
  const cuts = [0, 8, 12, 16, 20, 32];
  return cuts
    .slice(1)
    .map((end, index) => hex.slice(cuts[index], end))
    .join('-');
}

/** An id in the form of SES's own: the instant, then what cannot be guessed. */
export function sesId(at: number, randomId: string): string {
  return `0100${at.toString(16).padStart(12, '0')}-${uuidOf(randomId)}-000000`;
}

/** The region in an ARN. */
export function regionOf(arn: string): string {
  return arn.split(':')[3] || 'us-east-1';
}
