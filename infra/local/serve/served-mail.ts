/** Mail of an installation that serves: out by the relay, and back from the MTA or the mailbox. */
import { setTimeout as sleep } from 'node:timers/promises';
import * as v from 'valibot';
import { dayMs } from '../../../functions/config/time.ts';
import type { Receive } from '../received-mail.ts';
import { openSecrets } from '../secrets.ts';
import { openAccount } from '../ses/account.ts';
import { openFaults } from '../ses/faults.ts';
import { sesListener } from '../ses/http.ts';
import { openMailbox } from '../ses/mailbox.ts';
import type { Ses, SesSurroundings } from '../ses/ses.ts';
import { openSuppressionList } from '../ses/suppression-list.ts';
import { secretsOf } from '../template/declaration.ts';
import type { Template } from '../template/template.ts';
import { type Edge, openEdge } from './edge.ts';
import { type Read, type Taken, takeRead } from './incoming.ts';
import { openRelay } from './relay.ts';
import { report, sent } from './reports.ts';
import type { SentLog } from './sent-log.ts';
import type { ServeSettings } from './settings.ts';

/** What mail is opened with. */
export interface ServedMailInput {
  readonly settings: ServeSettings;
  readonly dataDir: string;
  readonly log: SentLog;
  readonly template: Template;
}

/** Mail, out and back. */
export interface ServedMail {
  /** In the place of the stage's SES. */
  readonly open: (surroundings: SesSurroundings) => Ses;
  /** Takes what a mail says that an MTA hands over, or that came into the mailbox. */
  readonly take: (read: Read, receive: Receive) => Promise<Taken>;
  /** Resolves when no mail is on its way to the relay, and ends its connections. */
  readonly idle: () => Promise<void>;
}

interface Opened {
  readonly edge: Edge;
  readonly surroundings: SesSurroundings;
}

const idleLookMs = 50;
/** A relay that takes longer to answer is not waited for: its mail counts as unknown. */
const idleWaitMsMax = 20_000;

/** Opens both ways; nothing leaves before the parts of the installation are put together. */
export function openServedMail(input: ServedMailInput): ServedMail {
  const { settings, log } = input;
  const relay = openRelay(settings.relay);
  let opened: Opened | undefined;
  return {
    open: (surroundings) => {
      log.forgetOld(surroundings.now());
      const account = accountOf(input, surroundings);
      const { bounceAddress } = settings;
      const secret = hashSecretOf(input);
      const edge = openEdge({ ...surroundings, relay, log, account, secret, bounceAddress });
      opened = { edge, surroundings };
      return {
        account,
        mailbox: openMailbox(),
        suppressionList: openSuppressionList(account.settings, surroundings.now),
        faults: openFaults(),
        listener: sesListener(edge.answer, surroundings),
        release: async () => {},
        isPosting: edge.isBusy,
        republish: async (since) => {
          for (const one of log.acceptedSince(since)) await report(sent(one), surroundings);
        },
      };
    },
    take: (read, receive) => {
      if (opened === undefined) throw new Error('Mail came before the start was over.');
      return takeRead(read, { ...opened.surroundings, log, receive });
    },
    idle: async () => {
      const deadline = Date.now() + idleWaitMsMax;
      while (opened?.edge.isBusy() && Date.now() < deadline) await sleep(idleLookMs);
      relay.close();
    },
  };
}

/** What the relay takes, as SES tells what an account may send. */
function accountOf({ settings, log }: ServedMailInput, surroundings: SesSurroundings) {
  const { now } = surroundings;
  const history = log.acceptedSince(now() - dayMs).map(({ at }) => ({ at, recipients: 1 }));
  const { maxPerSecond: maxSendRate, maxPerDay: max24HourSend } = settings.relay;
  const limits = { maxSendRate, max24HourSend, callsPerSecond, suppressedReasons: [] };
  return openAccount({ ...surroundings.settings, ...limits }, { now, history });
}

/** Ours to give: nothing outside is asked. */
const callsPerSecond = 10;

/** The key of hashes is never changed, so a mail has the same id for as long as it is known. */
function hashSecretOf({ template, dataDir }: ServedMailInput): string {
  const declared = secretsOf(template).filter(({ id }) => id.startsWith('HashSecret'));
  const [value = ''] = openSecrets(declared, dataDir).values();
  return v.parse(v.object({ secret: v.string() }), JSON.parse(value)).secret;
}
