/** What a column of a list is about, by its heading alone. */
import type { ConsentMeaning } from './consent-cell.ts';
import {
  agreedWords,
  bouncedWords,
  complainedWords,
  confirmWords,
  deliverableWords,
  leftWords,
  softWords,
  stateWords,
  subscribedWords,
  unconfirmedWords,
  unwillingWords,
  vagueWords,
  weakHeadings,
  weakWords,
} from './consent-words.ts';
import {
  cameWords,
  detailWords,
  endWords,
  mailWords,
  networkWords,
  otherWords,
  untilWords,
  whenWords,
} from './heading-words.ts';
import { anyOf, oneOf, plainWords, type Wanted } from './plain-words.ts';
import { nameHeadings } from './spoken-words.ts';

/** Facts that a column may hold besides consent. Names of people are left where they are. */
export const factMeanings = [
  ...(['address', 'agreed-at', 'requested-at', 'requested-from', 'confirmed-from'] as const),
  ...(['tags', 'zone', 'language', 'aside'] as const),
] as const;

/** What the owner may say of a column, too. */
export type Meaning = ConsentMeaning | (typeof factMeanings)[number];

/**
 * `vague`: about consent, and nobody can tell in which way. `weak`: about consent if its cells are.
 * `detail`: of consent, such as its source. `name`: of people and firms, in which any word may stand.
 * `unknown`: the heading says nothing that is known.
 */
export type HeadingMeaning = Meaning | 'vague' | 'weak' | 'detail' | 'name' | 'unknown';

/** What people call a column of addresses, the likeliest first. */
export const addressHeadings: readonly string[] = [
  ...[
    'email address',
    'email',
    'mail',
    'mail address',
    'email addresses',
    'address',
    'emailaddress',
  ],
  ...[
    'subscriber email',
    'contact email',
    'user email',
    'member email',
    'email 1 value',
    'email id',
  ],
  ...['email adresse', 'mailadresse', 'emailadresse', 'adresse email', 'adresse mail', 'courriel'],
  ...[
    'adresse courriel',
    'adresse electronique',
    'correo electronico',
    'correo',
    'direccion de correo',
  ],
  ...[
    'direccion de email',
    'メールアドレス',
    'メール',
    'eメール',
    '电子邮件',
    '电子邮箱',
    '邮箱',
    '邮箱地址',
  ],
  ...[
    '电子邮件地址',
    '電子郵件',
    '電子信箱',
    '電郵',
    '電郵地址',
    '信箱',
    '電子郵件地址',
    'البريد الإلكتروني',
  ],
  ...['البريد الالكتروني', 'البريد', 'عنوان البريد الإلكتروني', 'الإيميل', 'email adress'],
].map(plainWords);

const tagHeadings = oneOf('tags, tag, labels, sections, groups, segments');
const zoneHeadings = oneOf('timezone, time_zone, zone, zeitzone, fuseau horaire');
const languageHeadings = oneOf('language, locale, sprache, langue, idioma');
const dateHeadings = oneOf('date, datum, fecha, timestamp, 日付, 日期, تاريخ');
const linkWords = anyOf('url, link, token, hash, page, key, rate, score, rating');
const countedAside = anyOf('rate, score, rating');
const listWords = /\b(?:mailing|email|mail|newsletter) list\b/g;
const postWords = /\b(?:direct|postal|physical|paper) mail\b/g;

/** Reads a heading. What speaks against mail goes first: a confirmed opt-out is no confirmation. */
export function headingMeaning(heading: string): HeadingMeaning {
  const plain = plainWords(heading).replace(postWords, 'postal').replace(listWords, 'newsletter');
  if (tagHeadings(plain)) return 'tags';
  if (zoneHeadings(plain)) return 'zone';
  if (languageHeadings(plain)) return 'language';
  if (nameHeadings(plain)) return 'name';
  if (otherWords(plain) && !mailWords(plain)) return 'aside';
  const joined = plainWords(heading.toLowerCase());
  return againstMail(plain) ?? againstMail(joined) ?? forMail(plain) ?? factOf(plain);
}

const against: readonly (readonly [ConsentMeaning, Wanted])[] = [
  ['not-agreed', unwillingWords],
  ['unconfirmed', unconfirmedWords],
  ['left', leftWords],
  ['complained', complainedWords],
  ['bounced', bouncedWords],
];

/** Of a longer heading nobody can tell what it denies. */
const denialCharsMax = 500;
/** `has not opted out`, of which the rest speaks against mail by itself. */
const denial = /(?:^| )(?:not|never|nicht|nie|pas|jamais|sin|nunca|isnt|hasnt|without) (.+)$/;

function againstMail(plain: string): HeadingMeaning | undefined {
  const found = against.find(([, isMeant]) => isMeant(plain))?.[0];
  if (found === undefined) return undefined;
  if (linkWords(plain) || countedAside(plain)) return 'aside';
  // Whose yes says that it is not so: who can tell what is meant?
  const denied = plain.length > denialCharsMax ? plain : denial.exec(plain)?.[1];
  if (denied !== undefined && against.some(([, isMeant]) => isMeant(denied))) return 'vague';
  return found === 'bounced' && softWords(plain) ? 'aside' : found;
}

const isForMail: Wanted = (plain) =>
  confirmWords(plain) || agreedWords(plain) || subscribedWords(plain);

function forMail(plain: string): HeadingMeaning | undefined {
  if (untilWords(plain) && isForMail(plain)) return 'vague';
  const isDetail = detailWords(plain) && !stateWords(plain);
  if (confirmWords(plain)) {
    if (networkWords(plain)) return 'confirmed-from';
    return isDetail && !whenWords(plain) ? 'detail' : 'confirmed';
  }
  if (deliverableWords(plain)) return 'deliverable';
  return isForMail(plain) ? ofConsent(plain, isDetail) : undefined;
}

function ofConsent(plain: string, isDetail: boolean): HeadingMeaning {
  if (networkWords(plain)) return 'requested-from';
  if (whenWords(plain)) return 'agreed-at';
  if (isDetail) return 'detail';
  if (agreedWords(plain)) return 'agreed';
  return stateWords(plain) ? 'state' : 'subscribed';
}

function factOf(plain: string): HeadingMeaning {
  if (stateWords(plain)) return 'state';
  if (networkWords(plain)) return 'requested-from';
  const isDetail = detailWords(plain);
  if (endWords(plain)) return 'vague';
  if (vagueWords(plain)) return isDetail || untilWords(plain) ? 'detail' : 'vague';
  if (dateHeadings(plain) || (cameWords(plain) && !isDetail)) return 'requested-at';
  if (weakWords(plain)) return isDetail || whenWords(plain) ? 'detail' : 'weak';
  if (weakHeadings(plain)) return 'weak';
  return 'unknown';
}
