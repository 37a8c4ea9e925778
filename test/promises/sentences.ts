/**
 * Every sentence that tells a person what will happen, wherever they read it: on pages, at the desk, in
 * mails, in the help of the command, in alarms, in the documents for owners and programs.
 */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { documentOf } from '../../functions/site/desk/api/document.ts';
import { commands } from '../../infra/cli/dispatch.ts';
import { diagnosisWords, wordsHere } from '../../infra/cli/doctor/words.ts';
import { runbook } from '../../infra/cli/runbook.ts';
import mailWords from '../../templates/words/en.json' with { type: 'json' };
import siteWords from '../../templates/words/site/en.json' with { type: 'json' };
import { synthesize } from '../cloud/synthesized.ts';
import { isSpoken, textsSaidIn } from './said.ts';

const root = join(import.meta.dirname, '..', '..');

/** Where a sentence is read, from the many to the few. */
export const places = [
  'pages',
  'desk',
  'api',
  'mails',
  'command',
  'deploy',
  'doctor',
  'alarms',
  'runbook',
  'serve',
  'README',
  'Never',
] as const;

export type Place = (typeof places)[number];

/** The sentences of each place, in the order in which they stand there, each once. */
export function sentencesOf(place: Place): readonly string[] {
  return [...new Set(texts[place]().flatMap(sentencesIn))];
}

const deskWords = globSync('templates/words/desk/en/*.json', { cwd: root })
  .sort()
  .map((file): unknown => JSON.parse(readFileSync(join(root, file), 'utf8')));

const apiDocument = await documentOf('https://news.example.com');

const texts: Readonly<Record<Place, () => readonly string[]>> = {
  pages: () => phrasesIn(siteWords),
  // What is shorter is a label.
  desk: () => deskWords.flatMap(phrasesIn).filter(isSpoken),
  api: () => [
    // What a program is told of a part and of the whole is the same, with or without a full stop.
    ...[...descriptionsIn(apiDocument), ...textsSaidIn('functions/site/desk/api/*.ts')]
      .filter(isSpoken)
      .map((text) => text.replaceAll('\n', ' ').replace(/(?<!\.)$/, '.')),
    ...paragraphsOf(readFileSync(join(root, 'functions', 'site', 'desk', 'README.md'), 'utf8')),
  ],
  mails: () => phrasesIn(mailWords),
  command: () =>
    commands.flatMap(({ name, summary, details, options }) => [
      `${name}: ${summary}.`,
      // Lines are broken where a screen is full, and not where a sentence ends.
      details.join(' '),
      ...Object.entries(options).map(([option, { help }]) => `--${option}: ${help}.`),
    ]),
  deploy: () => textsSaidIn('infra/cli/deploy/**/*.ts'),
  doctor: () => [...Object.values(diagnosisWords), ...Object.values(wordsHere)],
  alarms: () =>
    Object.values(synthesize().template.findResources('AWS::CloudWatch::Alarm')).map((alarm) =>
      String(alarm.Properties.AlarmDescription),
    ),
  runbook: () =>
    Object.values(runbook).flatMap(({ means, readersNotice, causes }) => [
      means,
      readersNotice,
      ...causes.flatMap(({ when, steps }) => [
        `When ${when}.`,
        ...steps.map((step) => `${step.type}: ${step.for}.`),
      ]),
    ]),
  serve: () => textsSaidIn('infra/local/serve/*.ts'),
  README: () => paragraphsOf(readFileSync(join(root, 'README.md'), 'utf8')),
  Never: () => {
    const text = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8');
    const [, never = ''] = /^## Never\n\n([\s\S]*?)\n\n## /m.exec(text) ?? [];
    return paragraphsOf(never);
  },
};

/** The words of a file in English, one with plural forms by its most usual. */
function phrasesIn(words: unknown): string[] {
  if (typeof words === 'string') return [words];
  if (typeof words !== 'object' || words === null) return [];
  if ('other' in words && 'one' in words) return [String(words.other)];
  return Object.values(words).flatMap(phrasesIn);
}

/** What an OpenAPI document says of each thing in it; its problems are in the words of the desk. */
function descriptionsIn(part: unknown): string[] {
  if (typeof part !== 'object' || part === null) return [];
  if ('content' in part && JSON.stringify(part.content).includes('problem+json')) return [];
  return Object.entries(part).flatMap(([name, inner]) => {
    if (name === 'x-problems') return [];
    return name === 'description' && typeof inner === 'string' ? [inner] : descriptionsIn(inner);
  });
}

/** Prose without code, headings and marks; a list is a paragraph an entry. */
function paragraphsOf(markdown: string): string[] {
  // Pictures stand in a table, and there is no other.
  const prose = markdown
    .replace(/^```[\s\S]*?^```$/gm, '')
    .replace(/^\|.*$/gm, '')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1');
  return prose
    .split(/\n\n|\n(?=(?:- |\d+\. ))/)
    .map((text) =>
      text
        .replace(/^(?:#+|-|\d+\.) /, '')
        .replaceAll(/[*`]/g, '')
        .replaceAll('\n', ' '),
    )
    .map((text) => text.trim())
    .filter((text) => text !== '');
}

const segments = new Intl.Segmenter('en', { granularity: 'sentence' });

function sentencesIn(text: string): string[] {
  return [...segments.segment(text)]
    .map(({ segment }) => segment.trim().replaceAll(/\s+/g, ' '))
    .filter((one) => /\p{L}/u.test(one));
}
