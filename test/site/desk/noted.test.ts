/** What rooms say in English is known in every language of the desk; what others said stays as it is. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { notedOrQuoted, notedText, openNoted } from '../../../functions/site/desk/noted.ts';
import { deskLanguageFor } from '../../../functions/site/desk/words.ts';
import english from '../../../templates/words/desk/en/noted.json' with { type: 'json' };
import { textsSaidIn } from '../../promises/said.ts';

await openNoted(deskLanguageFor('de'));
const others = ['de', 'ar', 'zh-Hans'].map((tongue) => deskLanguageFor(tongue));

/** Files whose sentences reach a page or a program, whoever asks. */
const files = [
  'functions/feed/get/{body,connect,fetch,fetch-reason,fetch-rules,look,public-address,redirect}.ts',
  'functions/feed/read/{json-feed,opml,parse}.ts',
  'functions/feed/keep/{refresh,take-down}.ts',
  'functions/feed/find/*.ts',
  'functions/feed/gate/*.ts',
  'functions/hook/{post,set-up}.ts',
  'functions/edition/{newsletter,theme}.ts',
  'functions/edition/setup/{edit,prepare,set-up}.ts',
  'functions/edition/plan/{keep-mark,mark-items,own-words}.ts',
  'functions/config/schedule.ts',
  'functions/mail/{halt,message-sender,pace,reputation,ses-answer,sending-switch,trouble}.ts',
] as const;

/** Sentences of these files that reach no page, and why. */
const elsewhere: Readonly<Record<string, string>> = {
  'may be sent on': 'a word between functions',
  '{}may be sent on': 'a word between functions',
  'Substack, Medium, Tumblr at hosts of their own': 'names a rule',
  'Mastodon and its like': 'names a rule',
  'The pace row is contended: it could not be changed.': 'for the log',
  'It is not known what may be sent, or too many ask at once.': 'for the log',
  'Its site asks to be left alone for a while.': 'for the log',
  'The feed is stopped.': 'for the log',
  'The feed is to be left alone for a while.': 'for the log',
  'The feed asks to be left alone at this hour.': 'for the log',
  '{} {} in {} mails of the last 24 hours.':
    'of bounces and of complaints, each with words of its own',
  'read the full story': 'what a feed says, to be recognised',
};
const isList = (text: string) => /^[a-z]+(?:\/|\s[a-z0-9]+\s[a-z0-9]+\s)/.test(text);

const filled = (text: string) => text.replaceAll('{}', 'value.example');

test('every sentence that a room can note is known in every language of the desk', () => {
  const said = textsSaidIn(...files).filter((text) => !isList(text) && !(text in elsewhere));
  assert.ok(said.length > 60, `${said.length}`);
  for (const language of others) {
    const unknown = said.filter((text) => notedText(filled(text), language) === filled(text));
    assert.deepEqual(unknown, [], language.tongue);
  }
});

const filledIn = (name: string) => (name === 'n' ? '17' : `v${name}.example`);

test('each of the words is found by what it stands for, with its values in their places', () => {
  const german = deskLanguageFor('de');
  const { foreign: _, ...words } = english;
  for (const [name, text] of Object.entries(words)) {
    const noted = text.replace(/\{(\w)\}/g, (_all, value: string) => filledIn(value));
    const told = notedText(noted, german);
    assert.ok(told !== noted || !/\s/.test(noted), `${name}: ${told}`);
    const values = [...text.matchAll(/\{(\w)\}/g)].map(([, value = '']) => filledIn(value));
    for (const value of values) assert.ok(told.includes(value), `${name}: ${told}`);
    assert.equal(notedText(noted, deskLanguageFor('en')), noted);
  }
});

test('a sentence within a sentence is told in the same language', () => {
  const german = deskLanguageFor('de');
  assert.equal(
    notedText('https://a.example could not be fetched. The server answered 500.', german),
    'https://a.example ließ sich nicht holen. Der Server hat mit 500 geantwortet.',
  );
  assert.equal(
    notedText('The sender name must not be empty.', german),
    'Der Absendername: darf nicht leer sein.',
  );
  assert.match(
    notedText(`${english.sandbox} (MessageRejected: (address))`, german),
    /^Das SES-Konto ist in der Sandbox .* \(MessageRejected: \(address\)\)$/,
  );
  assert.equal(
    notedText('not meant by keep category “Town”', german),
    'nicht gemeint von: nur Rubrik „Town“',
  );
});

test('what others said stays as it is, in quotes of the page’s own language', () => {
  const words = 'MessageRejected: Email address is not verified.';
  assert.equal(notedOrQuoted(words, deskLanguageFor('de')), `„${words}“`);
  assert.equal(notedOrQuoted(words, deskLanguageFor('ar')), `«\u2068${words}\u2069»`);
  assert.equal(notedOrQuoted(words, deskLanguageFor('en')), words);
  assert.equal(notedText(words, deskLanguageFor('de')), words);
});
