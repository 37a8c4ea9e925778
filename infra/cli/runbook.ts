/**
 * The runbook: for each alarm of the template (infra/cloud/constructs/warnings.ts) what it means, what
 * readers notice meanwhile, and for each cause the two commands that settle it, as they are typed.
 * What the first command shows goes into the second where that has a word in capitals.
 */

/** A command as it is typed, and what it is for. */
interface Step {
  readonly type: string;
  readonly for: string;
}

/** What may be behind an alarm, and what settles it: a look first, then the deed. */
export interface Cause {
  readonly when: string;
  readonly steps: readonly [look: Step, act: Step];
}

/** What is to be known of an alarm when it rings. */
export interface RunbookEntry {
  readonly means: string;
  readonly readersNotice: string;
  readonly causes: readonly Cause[];
}

const setRight: Step = {
  type: 'paperboy deploy --revert-drift',
  for: 'sets back what was changed by hand, and brings the code of this folder',
};

const problems = (since: string): Step => ({
  type: `paperboy logs --problems --since ${since}`,
  for: 'shows which door failed, at what, and why',
});

const lookAtDeadLetters: Step = {
  type: 'paperboy dead-letters list',
  for: 'says in plain words what was put aside',
};

const depths: Step = {
  type: 'paperboy status',
  for: 'shows how much waits in each queue, now and when you look once more',
};

const pause: Step = {
  type: 'paperboy sending pause',
  for: 'stops all mail but notices to you; paperboy sending resume lets it go on',
};

const status: Step = {
  type: 'paperboy sending status',
  for: 'shows whether sending is on, and the bounces and complaints of the last day',
};

/** By the names of the alarms, as the texts of the alarms give them. */
export const runbook: Readonly<Record<string, RunbookEntry>> = {
  'work-fails': {
    means: 'Calls or messages of one door fail again and again.',
    readersNotice:
      'Nothing yet, as a rule: poll, sweep and the next tick bring the same work again. While digest ' +
      'or send fails, editions are late.',
    causes: [
      {
        when: 'a right, a setting or memory was changed by hand, or code failed that is mended',
        steps: [problems('2h'), setRight],
      },
    ],
  },
  late: {
    means: 'An edition waits for your word, or work is not done by the time it should be.',
    readersNotice:
      'Their edition, or their confirmation, has not come. It comes when this is settled.',
    causes: [
      {
        when: 'an edition is held',
        steps: [
          { type: 'paperboy editions held', for: 'shows which, and what speaks against it' },
          {
            type: 'paperboy editions release ID',
            for: 'lets it go out; editions drop gives it up',
          },
        ],
      },
      {
        when: 'nobody takes our mail',
        steps: [
          { type: status.type, for: 'shows what SES says, or your relay: mend that first' },
          { type: 'paperboy sending resume', for: 'lets what waits go out at once' },
        ],
      },
    ],
  },
  'no-sweep': {
    means: 'The schedules do not call the doors: nothing is polled, planned or swept.',
    readersNotice: 'No edition comes. When the schedules run again, what was due is made up for.',
    causes: [
      {
        when: 'schedules are switched off, are gone, or may not call',
        steps: [
          {
            type: 'paperboy doctor --no-mail',
            for: 'shows whose clock stands still, and since when',
          },
          setRight,
        ],
      },
    ],
  },
  'site-fails': {
    means: 'The site answers visitors with errors.',
    readersNotice: 'They cannot sign up, change their choices, or leave with one click.',
    causes: [
      {
        when: 'the door web fails',
        steps: [problems('1h'), setRight],
      },
    ],
  },
  'OrderlyDeadLetters-wait': {
    means: 'Work was handed to a door ten times and never begun.',
    readersNotice: 'What it was is late; later ticks bring the same work again.',
    causes: [
      {
        when: 'Lambda had no room for the door, or the door did not start, and that is mended',
        steps: [
          lookAtDeadLetters,
          { type: 'paperboy dead-letters drop --all', for: 'gives it up: it has come anew' },
        ],
      },
    ],
  },
  'DeadLetters-wait': {
    means: 'Reports of what became of mails failed twenty times and were put aside.',
    readersNotice:
      'Nothing. But an address that bounced or complained may be mailed again until they are heeded.',
    causes: [
      {
        when: 'what they failed at is mended, such as a row that was damaged',
        steps: [
          lookAtDeadLetters,
          { type: 'paperboy dead-letters redrive --all', for: 'has them heeded after all' },
        ],
      },
    ],
  },
  'event-backlog': {
    means:
      'Reports of what became of mails wait: the door events does not keep up, or nobody calls it.',
    readersNotice: 'Nothing. Bounces and complaints of the last minutes are not heeded yet.',
    causes: [
      {
        when: 'more is reported than it heeds, or Lambda has no room for it',
        steps: [depths, pause],
      },
      {
        when: 'the way from the queue to the door was switched off by hand',
        steps: [depths, setRight],
      },
    ],
  },
  'fetch-backlog': {
    means: 'Feeds wait longer to be fetched than they should.',
    readersNotice: 'News comes with a later edition.',
    causes: [
      {
        when: 'the way from the queue to the door fetch was switched off by hand',
        steps: [depths, setRight],
      },
      {
        when: 'many feeds are slow',
        steps: [
          { type: 'paperboy feeds list', for: 'shows which are slow or failing' },
          {
            type: 'paperboy feeds set FEED --stop',
            for: 'asks that one no more; --resume takes it up again',
          },
        ],
      },
    ],
  },
  'bounce-rate': {
    means: 'So many addresses do not exist that SES will soon look into the account.',
    readersNotice: 'Nothing, until you or SES stop the mail.',
    causes: [
      { when: 'addresses were imported or signed up that do not exist', steps: [status, pause] },
    ],
  },
  'complaint-rate': {
    means: 'So many readers call the mail spam that SES will soon look into the account.',
    readersNotice: 'Nothing, until you or SES stop the mail.',
    causes: [{ when: 'readers were imported who had not asked', steps: [status, pause] }],
  },
};

/**
 * The name of the alarm that is meant: as its text gives it, or as CloudWatch calls it in the mail,
 * with the name of the stack before it. Undefined when none is.
 */
export function alarmNamed(typed: string): string | undefined {
  const plain = plainName(typed);
  return Object.keys(runbook).find(
    (name) => plain === plainName(name) || plain.includes(`alarms${plainName(name)}`),
  );
}

/** CDK leaves out of names what is no letter or digit. */
function plainName(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z\d]/g, '');
}
