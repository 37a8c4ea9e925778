/** The way that mail takes: our SES, or in an installation that serves what stands in its place. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LocalClock } from './clock.ts';
import type { CloudOptions } from './cloud-options.ts';
import type { Queues } from './queues/queues.ts';
import type { Rights } from './rights/rights.ts';
import { openSes, type Ses, type SesSurroundings } from './ses/ses.ts';
import { openTopics } from './ses-topics.ts';
import { mailOf } from './template/mail.ts';
import { account, type Template } from './template/template.ts';

/** What is other in an installation that serves than on the stage. */
export interface Serving {
  /** What doors and the owner's command are told besides. */
  readonly env: Readonly<Record<string, string>>;
  readonly openMail: (surroundings: SesSurroundings) => Ses;
}

/** What mail is made from. */
interface SesGround {
  readonly options: CloudOptions;
  readonly template: Template;
  readonly clock: LocalClock;
  readonly queues: Queues;
  readonly serving?: Serving;
}

/** How mail is kept and told of. */
interface SesWitness {
  /** Where mail is kept; undefined: in memory. */
  readonly folder: string | undefined;
  /** Is told the type of each event. */
  readonly count: (name: string) => void;
  readonly onError: (error: unknown) => void;
}

/** Opens it with the identities, sets and topics of the template. */
export function startSes(
  { options, template, clock, queues, serving }: SesGround,
  rights: Rights,
  { folder, count, onError }: SesWitness,
): Ses {
  const mail = mailOf(template);
  const [destination] = mail.destinations;
  const { region } = template;
  // From source whoever owns it tries any sender; as shipped only the stack's own may send.
  const own = options.code === 'shipped' ? { identities: mail.identities } : {};
  const open = serving?.openMail ?? openSes;
  return open({
    ...(folder === undefined ? {} : { folder }),
    count,
    settings: { configurationSets: mail.configurationSets, ...own, ...options.settings },
    topicArn: destination?.topicArn ?? `arn:aws:sns:${region}:${account}:none`,
    now: clock.now,
    randomId: randomUUID,
    sleep: async (ms) => {
      await sleep(ms, undefined, { ref: false });
    },
    publish: openTopics({ mail, queues, rights, region }),
    onError,
  });
}
