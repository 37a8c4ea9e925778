/** That mail was let go again, for the log. */
import type { Visit } from './desk.ts';

/** What the audit trail is told of letting mail go out again. */
export function resumeTold(kind: 'resumed' | 'moved'): Parameters<Visit['tell']>[0] {
  const isDone = kind === 'resumed';
  return { object: 'sending', ...(isDone ? { after: 'on' } : { outcome: 'refused' }) };
}
