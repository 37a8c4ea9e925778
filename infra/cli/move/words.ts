/** What a move says: what it would do, what it has done, what comes next. */
import { countText } from '../time-text.ts';
import type { Since } from './since.ts';

/** Before anything is changed. */
export function lookLines({
  to,
  fromOption,
  isAgain,
}: {
  readonly to: string;
  readonly fromOption: string;
  readonly isAgain: boolean;
}): string[] {
  if (isAgain) {
    return [
      `It has moved already. With --yes it takes over what happened here since: to ${to}.`,
      'Nothing is changed yet.',
    ];
  }
  return [
    `Everything goes to ${to}.`,
    `Here${fromOption === '' ? '' : ` (${fromOption})`} sending is paused, and stays so.`,
    'Nothing is changed yet: the same with --yes does it.',
  ];
}

/** Mails may still be under way. */
export function againLines(until: string, zone: string): string[] {
  return [
    `Sending is paused. Mails may be under way until ${until} ${zone}: give the same again then.`,
  ];
}

interface Done {
  readonly file: string;
  readonly fromOption: string;
  readonly toOption: string;
  readonly oldSite: string;
  readonly newSite: string;
}

/** What comes next, and how to go back. */
export function doneLines({ file, fromOption, toOption, oldSite, newSite }: Done): string[] {
  return [
    'Everything has moved, and all go on where they were. Sending waits in both places. What is next:',
    ...siteLines(oldSite, newSite),
    '2. In an hour, when all doors know the keys that came along, give the same command again: it takes',
    '   over who has left, bounced, signed up or confirmed in the old place meanwhile.',
    `3. Let the new place mail: ${commandOf('sending resume', toOption)}`,
    'The old one stays paused. As long as the new one has mailed nobody, the way back is:',
    `  ${commandOf('sending resume --here-again', fromOption)}`,
    'Later it is a move from there to here. Keep',
    `${file} until an edition has gone out, as you would keep the addresses in it.`,
  ];
}

function siteLines(oldSite: string, newSite: string): string[] {
  const { hostname } = new URL(oldSite);
  if (oldSite === newSite) {
    return [
      `1. Lead ${hostname} to the new place, in the DNS or in your proxy: links that were mailed lead there.`,
    ];
  }
  const isAws = hostname.endsWith('.amazonaws.com');
  return isAws
    ? [
        `1. Links that were mailed lead to ${oldSite}, a name of AWS that goes with the old stack:`,
        '   leave that stack as it is, and give this command again now and then.',
      ]
    : [
        `1. Links that were mailed lead to ${oldSite}, and new ones to ${newSite}. Lead the old`,
        '   name to the new place, too: in your proxy, or as one of earlierSiteDomains in cdk.json. Until',
        '   then leave the old place running, and give this command again now and then.',
      ];
}

function commandOf(words: string, option: string): string {
  return `paperboy ${words}${option === '' ? '' : ` ${option}`}`;
}

const sinceWords: Readonly<Record<keyof Since, string>> = {
  left: 'left',
  suppressed: 'bounced or complained',
  erased: 'had their data deleted',
  confirmed: 'confirmed',
  joined: 'signed up',
};

/** What happened in the old place and holds in the new one. */
export function sinceLines(since: Since, toOption: string): string[] {
  const told = Object.entries(sinceWords)
    .map(([name, words]) => ({ count: since[name as keyof Since], words }))
    .filter(({ count }) => count > 0)
    .map(({ count, words }) => `${countText(count, 'reader')} ${words}`);
  const what = told.length === 0 ? 'nothing has happened that is not known there' : told.join(', ');
  return [
    `In the old place, since: ${what}.`,
    'Choices and pauses that were changed there are not taken over.',
    `If sending waits in the new place still: ${commandOf('sending resume', toOption)}`,
  ];
}
