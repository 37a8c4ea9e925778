/** What one cell says about the consent of the person in its row, under what its column is about. */
import {
  bouncedWords,
  complainedWords,
  emptyCells,
  fineCells,
  leftCells,
  leftWords,
  noCells,
  noSigns,
  readerCells,
  softWords,
  unconfirmedWords,
  unwillingWords,
  vagueYes,
  yesCells,
  yesSigns,
} from './consent-words.ts';
import { plainWords } from './plain-words.ts';

/** How somebody stands with a list, the worst first: nobody but a reader is mailed. */
export const standings = [
  ...(['complained', 'bounced', 'left', 'not-agreed', 'unconfirmed'] as const),
  /** What is said is not understood, or nothing is said where it would be. */
  ...(['unclear', 'silent'] as const),
  'reader',
] as const;
/** One of `standings`. */
export type Standing = (typeof standings)[number];

/** What a column can be about: yes speaks for mail in the first ones, against it in the others. */
export const consentMeanings = [
  ...(['state', 'subscribed', 'agreed', 'confirmed', 'deliverable'] as const),
  ...(['left', 'bounced', 'complained', 'unconfirmed', 'not-agreed'] as const),
] as const;
/** One of `consentMeanings`. */
export type ConsentMeaning = (typeof consentMeanings)[number];

/** `fine`: it says nothing against mail, and nothing for it. */
export type Said = Standing | 'fine';

/** Words of one system that mean something else there, by their plain form. */
export type OwnCells = Readonly<Record<string, Said>>;

/** The worse of two. */
export function worse(a: Standing, b: Standing): Standing {
  return standings.indexOf(a) < standings.indexOf(b) ? a : b;
}

const isAgainst = (meaning: ConsentMeaning): meaning is Extract<ConsentMeaning, Standing> =>
  (standings as readonly string[]).includes(meaning);

/** What a no means: somebody who is not on the list has left it. */
const standingOfNo = {
  ...({ state: 'left', subscribed: 'left' } as const),
  ...({ agreed: 'not-agreed', confirmed: 'unconfirmed' } as const),
};
type Favourable = keyof typeof standingOfNo;

const isDate =
  /^\d{10}(?:\d{3})?$|^\d{1,4}[-./年]\d{1,2}[-./月]\d{1,4}|^\d{1,2} \p{L}{3,9}\.? \d{4}|^\p{L}{3,9}\.? \d{1,2},? \d{4}/u;

/** Nothing, or what stands for it: `-`, `[]`. Another sign is a mark, whatever it means. */
const noMark = /^[\s\-–—_.…/\\|~:;,'"()[\]{}]*$/;

/** The zero of a calendar: what programs write for an instant that never was. */
const noDate =
  /^0000[-./]|^(?:0001|1900|1970)[-./]0?1[-./]0?[01](?!\d)|^0?[01][-./]0?[01][-./](?:0001|1900|1970)(?!\d)/;

/** Reads a cell; `own` are words that the list's system means otherwise. */
export function saidIn(meaning: ConsentMeaning, cell: string, own: OwnCells = {}): Said {
  const text = cell.trim();
  const plain = plainWords(text);
  const known = own[plain];
  if (known !== undefined) return known;
  const reading = { text, plain, answer: answerOf(text, plain) };
  if (meaning === 'deliverable') return deliverable(reading);
  return isAgainst(meaning) ? against(meaning, reading) : inFavour(meaning, reading);
}

interface Reading {
  readonly text: string;
  readonly plain: string;
  readonly answer: 'yes' | 'no' | 'empty' | undefined;
}

function inFavour(meaning: Favourable, { text, plain, answer }: Reading): Said {
  if (answer === 'empty') return 'silent';
  // A code of the system's own: `S` is subscribed to one, and unconfirmed to another.
  if (meaning === 'state' && /^\d|^[a-z]$/.test(plain)) return 'unclear';
  if (answer === 'yes') return meaning === 'state' && vagueYes(plain) ? 'unclear' : 'reader';
  if (answer === 'no') return standingOfNo[meaning];
  if (isDate.test(text)) return 'reader';
  return standingOfCell(text) ?? 'unclear';
}

/** Of the mailbox, not of its owner: it says that mail does not arrive, or nothing. */
function deliverable({ text, plain, answer }: Reading): Said {
  if (answer === 'no') return 'bounced';
  const said = fineCells(plain) ? undefined : standingOfCell(text);
  return said === undefined || said === 'reader' || said === 'unclear' ? 'fine' : said;
}

/** A date, a reason, a number of bounces: whatever stands there says that it happened. */
function against(meaning: Standing, { text, plain, answer }: Reading): Said {
  if (isDate.test(text) && !noDate.test(text)) return meaning;
  if (answer === 'no' || answer === 'empty') return 'fine';
  if (plain !== '' && Number(plain) === 0) return 'fine';
  if (answer === 'yes') return meaning;
  const said = standingOfCell(text);
  if (said === 'reader' || said === 'unclear') return 'fine';
  if (meaning === 'bounced' && (fineCells(plain) || softWords(plain))) return 'fine';
  if (meaning === 'complained' && fineCells(plain)) return 'fine';
  return said === undefined ? meaning : worse(said, meaning);
}

/** Yes, no or as good as nothing, in the forms that people and programs give it. */
export function answerOf(text: string, plain: string): 'yes' | 'no' | 'empty' | undefined {
  const sign = text.replace(/\ufe0f/g, '');
  if (yesSigns.includes(sign)) return 'yes';
  if (noSigns.includes(sign)) return 'no';
  if (noMark.test(text) || emptyCells(plain) || text === '\\N' || noDate.test(text)) return 'empty';
  if (yesCells(plain)) return 'yes';
  return noCells(plain) ? 'no' : undefined;
}

const negation = /^(?:not|never|no|nicht|nie|non|pas|jamais|nunca) (?=.)/;

/** `UnSubscribed` is one word to some and two to others: the worse of both. */
export function standingOfCell(text: string): Standing | undefined {
  const split = standingIn(plainWords(text));
  const joined = standingIn(plainWords(text.toLowerCase()));
  return split === undefined || joined === undefined ? (split ?? joined) : worse(split, joined);
}

/** What words say by themselves; undefined when they are not known. */
function standingIn(plain: string): Standing | undefined {
  if (readerCells(plain)) return 'reader';
  const rest = plain.replace(negation, '');
  if (unwillingWords(plain)) return 'not-agreed';
  if (unconfirmedWords(plain)) return 'unconfirmed';
  // `not unsubscribed` speaks against what it denies; it does not say that mail is wanted.
  if (rest !== plain && badIn(rest) !== undefined) return 'unclear';
  return badIn(plain);
}

function badIn(plain: string): Standing | undefined {
  if (complainedWords(plain)) return 'complained';
  if (bouncedWords(plain)) return softWords(plain) ? 'unclear' : 'bounced';
  return leftWords(plain) || leftCells(plain) ? 'left' : undefined;
}
