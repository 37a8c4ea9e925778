import { type Account, type AccountSettings, openAccount } from './account.ts';
import { type EndpointDeps, republish, sesEndpoint } from './endpoint.ts';
import { isSimulator } from './fates.ts';
import { type Faults, openFaults } from './faults.ts';
import { sesListener } from './http.ts';
import { type Mailbox, openMailbox } from './mailbox.ts';
import { openOutbox } from './outbox.ts';
import { openSuppressionList, type SuppressionList } from './suppression-list.ts';

/** What our SES needs of the machine that it runs on. */
export interface SesSurroundings {
  /** Where mail is kept; absent: in memory. */
  readonly folder?: string;
  readonly settings?: Partial<AccountSettings>;
  readonly topicArn: string;
  /** The local clock, in milliseconds. */
  readonly now: () => number;
  readonly randomId: () => string;
  readonly sleep: (ms: number) => Promise<void>;
  /** Puts one SNS notification into the event queue. */
  readonly publish: (envelope: string) => void | Promise<void>;
  /** Counts what becomes of mail, by the type of the event, whether or not it is published. */
  readonly count?: (eventType: string) => void;
  /** Is told what went wrong on this machine, and would else be seen by nobody. */
  readonly onError: (error: unknown) => void;
}

/** Our SES, put together. */
export interface Ses {
  readonly mailbox: Mailbox;
  readonly account: Account;
  readonly suppressionList: SuppressionList;
  readonly faults: Faults;
  /** For a node:http server: POST requests of the SES v1 query API. */
  readonly listener: ReturnType<typeof sesListener>;
  /** Publishes the events that the local clock has brought due; call it when it was moved. */
  readonly release: () => Promise<void>;
  /** Whether an event is on its way to its queue that nothing holds back. */
  readonly isPosting: () => boolean;
  /** Publishes the events of everything since an instant once more; call it after a restart. */
  readonly republish: (since: number) => Promise<void>;
}

/** Opens our SES in a folder, or in memory. */
export function openSes(surroundings: SesSurroundings): Ses {
  const { settings = {}, now, sleep, onError } = surroundings;
  const mailbox = openMailbox(surroundings.folder);
  const history = mailbox.all().map(({ at, destinations }) => ({
    at,
    recipients: destinations.filter((address) => !isSimulator(address)).length,
  }));
  const account = openAccount(settings, { now, history });
  const suppressionList = openSuppressionList(account.settings, now);
  for (const message of mailbox.all()) suppressionList.learn(message);
  const faults = openFaults();
  const outbox = openOutbox({ ...surroundings, faults });
  const parts = { mailbox, account, suppressionList, faults };
  const deps: EndpointDeps = { ...surroundings, ...parts, outbox };
  return {
    ...parts,
    listener: sesListener(sesEndpoint(deps), { sleep, onError }),
    release: outbox.release,
    isPosting: outbox.isPosting,
    republish: (since) => republish(since, deps),
  };
}
