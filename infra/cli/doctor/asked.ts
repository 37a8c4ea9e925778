/** How doctor asks AWS, and the outputs of a stack; what cannot be seen is said (functions/mail/doctor/look.ts). */
import { isDenied, rightIn, UnseenError } from '../../../functions/mail/doctor/look.ts';
import type { DoctorRight } from './rights.ts';

/** How long AWS may take: a doctor that hangs says nothing about anything. */
export const patience = {
  maxAttempts: 4,
  requestHandler: {
    connectionTimeout: 3_000,
    requestTimeout: 15_000,
    throwOnRequestTimeout: true,
  },
} as const;

/** Names the right that is lacking: the one that AWS says, as a call may ask for several, or this. */
export async function ask<Answer>(
  right: DoctorRight,
  call: () => Promise<Answer>,
): Promise<Answer> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof Error) || !isDenied(error)) throw error;
    throw new UnseenError({ kind: 'noRight', values: { right: rightIn(error) ?? right } });
  }
}

/** An output that the stack should have. */
export function outputOf(outputs: Readonly<Record<string, string>>, name: string): string {
  const value = outputs[name];
  if (value !== undefined) return value;
  throw new UnseenError({ kind: 'outputMissing', values: { name } });
}
