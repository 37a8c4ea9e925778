/** `keys rotate`: a new key for the links in mails. */
import { randomBytes } from 'node:crypto';
import { keysMax, rotateKeys } from '../../functions/config/rotate-keys.ts';
import { command } from './command.ts';
import { RefusedError } from './errors.ts';
import { timeText } from './time-text.ts';

/** As many as the stack's own keys have characters of base 16. */
const secretBytes = 32;

const rotate = command({
  name: 'keys rotate',
  summary: 'Have the links in mails signed with a new key',
  details: [
    'The new key signs after two hours, when every part of the system knows it. Links that were',
    'mailed before go on working for good, so older keys are never taken out.',
  ],
  takes: [],
  options: {},
  isReading: false,
  run: async (_, { secrets, now }) => {
    const newSecret = () => randomBytes(secretBytes).toString('hex');
    const rotation = await rotateKeys({ ...secrets().signing, newSecret, now });
    switch (rotation.kind) {
      case 'rotated': {
        const { id, signsFrom } = rotation;
        return { lines: [`The key ${id} signs links from ${timeText(signsFrom, 'UTC')} UTC on.`] };
      }
      case 'waiting': {
        const { id, signsFrom } = rotation;
        const when = `${timeText(signsFrom, 'UTC')} UTC`;
        return { lines: [`The key ${id} was added lately and signs from ${when} on.`] };
      }
      case 'malformed':
        throw new RefusedError('The signing secret has another form; nothing was changed.');
      case 'full':
        throw new RefusedError(`The secret holds ${keysMax} keys, as many as it may.`);
    }
  },
});

/** The commands on keys. */
export const keysCommands = [rotate];
