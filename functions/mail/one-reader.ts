/** What a failure while serving a reader is about: that reader, or everybody. */
import { PaceContended } from './pace-book.ts';

/** Failures that stop everybody: the table or SES is out of reach, slow, or does not let us in. */
export function isShared(error: unknown): boolean {
  if (!(error instanceof Error) || error instanceof PaceContended) return true;
  // DynamoDB says it of what one row holds: too large, or of another type than the update expects.
  if (error.name === 'ValidationException') return false;
  return '$metadata' in error || error.name === 'TimeoutError' || isOfSystem(error);
}

/** Node has codes for wrong arguments too; those of the system are about the network or the disk. */
function isOfSystem(error: Error & { readonly code?: unknown }): boolean {
  return typeof error.code === 'string' && !error.code.startsWith('ERR_');
}
