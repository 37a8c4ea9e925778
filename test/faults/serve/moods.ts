/** What a relay says and does on a bad day (RFC 5321, RFC 3463), and where an installation dies. */
import type { Place, Trick } from '../../support/smtp-server.ts';
import type { Chance } from '../chance.ts';

/** How a relay answers, and at which of its moments the installation is killed. */
export interface Moods {
  /** What happens at this place of the dialogue about this address. */
  readonly play: (place: Place, to: string) => Trick | 'kill' | undefined;
  /** Nobody is behind this address. */
  readonly isDead: (address: string) => boolean;
}

/** Where the installation is in a mail when it dies: at each place before the relay has answered. */
const deaths: readonly Place[] = ['greeting', 'mail', 'rcpt', 'data', 'end'];

interface Mood {
  readonly place: Place;
  readonly probability: number;
  readonly trick: Trick;
}

const says = (place: Place, probability: number, reply: string): Mood => ({
  place,
  probability,
  trick: { kind: 'say', reply },
});

const moods: readonly Mood[] = [
  { place: 'greeting', probability: 0.02, trick: { kind: 'hang-up' } },
  says('greeting', 0.01, '421 4.3.2 Closing for a moment'),
  says('greeting', 0.005, '554 5.7.1 You are not welcome here'),
  says('mail', 0.01, '451 4.3.0 Busy'),
  says('mail', 0.003, '553 5.1.8 We do not know this sender'),
  { place: 'mail', probability: 0.005, trick: { kind: 'hang-up' } },
  says('rcpt', 0.05, '450 4.2.1 Greylisted, come again'),
  says('rcpt', 0.01, '452 4.2.2 Mailbox full'),
  says('data', 0.01, '451 4.3.0 Not now'),
  { place: 'data', probability: 0.01, trick: { kind: 'hang-up' } },
  says('end', 0.02, '452 4.3.1 No space left'),
  says('end', 0.005, '554 5.7.1 This looks like spam'),
  { place: 'end', probability: 0.02, trick: { kind: 'hang-up' } },
  { place: 'end', probability: 0.01, trick: { kind: 'take-and-hang-up' } },
  { place: 'end', probability: 0.01, trick: { kind: 'slow', ms: 300 } },
];

const deadShare = 0.02;
const unknownHere: Trick = { kind: 'say', reply: '550 5.1.1 No such user here' };

/**
 * The moods of a trial. `isFaulty` tells whether faults strike now; `deathsLeft` counts how often the
 * installation may still be killed.
 */
export function openMoods(
  chance: Chance,
  world: { readonly isFaulty: () => boolean; deathsLeft: number },
): Moods {
  let moments = 0;
  const isDead = (address: string) => chance.strikes(deadShare, 'dead', address);
  const trickAt = (place: Place, moment: number): Trick | undefined =>
    moods.find(
      (mood, n) => mood.place === place && chance.strikes(mood.probability, 'mood', n, moment),
    )?.trick;
  return {
    isDead,
    play: (place, to) => {
      if (place === 'rcpt' && isDead(to)) return unknownHere;
      if (!world.isFaulty()) return undefined;
      const moment = moments++;
      const isDeath = deaths.includes(place) && chance.strikes(0.015, 'dies', moment);
      if (!isDeath || world.deathsLeft === 0) return trickAt(place, moment);
      world.deathsLeft--;
      return 'kill';
    },
  };
}
