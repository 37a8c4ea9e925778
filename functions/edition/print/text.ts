/** The plain-text part: written to be read, not what is left of HTML without its tags. */
import type { Piece } from '../content.ts';
import { columnsOf } from './single-line.ts';
import type { Story } from './story.ts';
import type { TableOfContents } from './table-of-contents.ts';

/** An edition as its plain-text part is written from. */
export interface TextEdition {
  readonly newsletter: string;
  readonly dateLine: string;
  readonly readInBrowser: string;
  /** Where the edition can be read in a browser. */
  readonly viewUrl: string | undefined;
  /** What the owner says above everything. */
  readonly notes: readonly { readonly paragraphs: readonly string[] }[];
  readonly contents: TableOfContents | undefined;
  readonly sections: readonly TextSection[];
  readonly moreHeading: string;
  /** What is listed by its title only. */
  readonly leftOut: readonly Story[];
  /** How much more there is, where it can be read. */
  readonly rest: string | undefined;
  /** Why a reader gets it, around their address. */
  readonly reasonBefore: string;
  readonly reasonAfter: string;
  readonly change: string;
  readonly unsubscribe: string;
  /** What whoever was passed it on may do, and where. */
  readonly forwarded: string;
  readonly signupUrl: string;
  readonly privacy: string;
  readonly privacyUrl: string;
  readonly postalAddress: string;
}

/** A section of the plain-text part. */
export interface TextSection {
  readonly name: string;
  readonly stories: readonly Story[];
}

const columnsMax = 72;

/** Writes an edition as lines of at most 72 columns, each link on a line of its own. */
export function textOfEdition(edition: TextEdition): Piece[] {
  const { newsletter, dateLine, viewUrl, contents, leftOut, rest } = edition;
  const viewLines = viewUrl === undefined ? [] : ['', `${edition.readInBrowser}:`, viewUrl];
  const head = [underlined(newsletter, '='), ...wrap(dateLine), ...viewLines].join('\n');
  const more = leftOut.length > 0 ? [{ name: edition.moreHeading, stories: leftOut }] : [];
  const body = [...edition.sections, ...more].map(textOfSection);
  const restLines =
    rest === undefined ? [] : [viewUrl === undefined ? rest : `${rest}:\n${viewUrl}`];
  const notes = edition.notes.map(({ paragraphs }) => paragraphs.flatMap(noteLines).join('\n'));
  return [
    `${[head, ...notes, ...textOfContents(contents), ...body, ...restLines].join('\n\n\n')}\n\n\n-- \n${lineOf(edition.reasonBefore)}`,
    { personal: 'address' },
    `\n${lineOf(edition.reasonAfter)}`,
    { personal: 'schedule' },
    `\n\n${edition.change}:\n`,
    { personal: 'preferences' },
    `\n${edition.unsubscribe}:\n`,
    { personal: 'unsubscribe' },
    `\n${edition.forwarded}:\n${edition.signupUrl}\n`,
    `${edition.privacy}:\n${edition.privacyUrl}\n\n${wrap(edition.postalAddress).join('\n')}\n`,
  ];
}

/** What stands before or after an address, which has a line of its own: it may be long. */
function lineOf(text: string): string {
  const lines = wrap(text.trim());
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

function noteLines(text: string, index: number): string[] {
  const lines = text.split('\n').flatMap((line) => wrap(line));
  return index === 0 ? lines : ['', ...lines];
}

function textOfSection({ name, stories }: TextSection): string {
  return [...(name === '' ? [] : [underlined(name, '-')]), ...stories.map(textOfStory)].join(
    '\n\n',
  );
}

/** Paragraphs and lines of a letter, wrapped; what is a link stays on one line. */
export function textOfLetter(paragraphs: readonly string[]): string {
  return `${paragraphs
    .map((text) =>
      text
        .split('\n')
        .flatMap((line) => wrap(line))
        .join('\n'),
    )
    .join('\n\n')}\n`;
}

function textOfContents(contents: TableOfContents | undefined): string[] {
  if (contents === undefined) return [];
  const titles = contents.entries.flatMap(({ title, section }, index) => [
    ...(section === '' ? [] : [...(index === 0 ? [] : ['']), ...wrap(section)]),
    ...wrap(`- ${title}`, '  '),
  ]);
  const rest = contents.rest === '' ? [] : [`  ${contents.rest}`];
  return [[underlined(contents.heading, '-'), '', ...titles, ...rest].join('\n')];
}

function textOfStory({ title, link, about, excerpt }: Story): string {
  const lines = [
    ...wrap(`* ${title}`, '  '),
    ...wrap(`  ${about}`, '  '),
    ...excerpt.paragraphs.flatMap((text) => ['', ...linesOfParagraph(text)]),
    ...(excerpt.paragraphs.length > 0 && link ? [''] : []),
    ...(link ? [`  ${link}`] : []),
  ];
  return lines.join('\n');
}

/** Marks of entries and quotations at the start of a line, and spaces of code. */
const lineStart = /^(?:> | +|• |\d{1,4}\. )*/;

/** Lines that go on below their text, not below their mark; a quotation is marked on each. */
function linesOfParagraph(text: string): string[] {
  return text.split('\n').flatMap((line) => {
    const hang = lineStart.exec(line)?.[0].replace(/[^>]/g, ' ') ?? '';
    return line.trim() === '' ? [''] : wrap(`  ${line}`, `  ${hang}`);
  });
}

function underlined(text: string, line: string): string {
  const lines = wrap(text);
  const columns = Math.max(...lines.map(columnsOf));
  return [...lines, line.repeat(Math.min(columns, columnsMax))].join('\n');
}

const words = new Intl.Segmenter('en', { granularity: 'word' });
/** Marks that must not begin a line (JIS X 4051, GB/T 15834), and those that must not end one. */
const closing = /^[\p{Pe}\p{Pf}\p{Po}ー々]+$/u;
const opening = /^[\p{Ps}\p{Pi}]+$/u;

/** Wraps a text at spaces, and between the words of scripts that have none. */
export function wrap(text: string, indent = ''): string[] {
  const start = /^ */.exec(text)?.[0] ?? '';
  const lines: string[] = [];
  let line = start;
  for (const unit of breakableUnits(text.slice(start.length))) {
    if (columnsOf(line + unit.trimEnd()) > columnsMax && line.trim() !== '') {
      lines.push(line.trimEnd());
      line = indent + unit.trimStart();
    } else {
      line += unit;
    }
  }
  return line.trim() === '' ? lines : [...lines, line.trimEnd()];
}

/** Pieces of a text between which a line may end; white space belongs to the piece before. */
function breakableUnits(text: string): string[] {
  const units: string[] = [];
  for (const { segment } of words.segment(text)) {
    const before = units.at(-1);
    if (before !== undefined && isGlued(before, segment))
      units[units.length - 1] = before + segment;
    else units.push(segment);
  }
  return units;
}

const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Khmer}\p{Script=Lao}\u3000-\u303f\uff00-\uffef]/u;

function isGlued(before: string, segment: string): boolean {
  if (/^\s+$/.test(segment)) return true;
  if (/\s$/.test(before)) return false;
  const last = [...before].at(-1) ?? '';
  const [first = ''] = segment;
  if (closing.test(segment) || opening.test(last)) return true;
  return !unspaced.test(first) && !unspaced.test(last);
}
