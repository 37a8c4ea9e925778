/**
 * Pages, programs and commands have the same use cases, and none of them knows more than the others.
 * Each page and act of the desk, and each command, names the calls that do the same, or why there is none.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { apiRoutes } from '../../../functions/site/desk/api/routes.ts';
import { pathOf } from '../../../functions/site/desk/desk.ts';
import { deskRoutes } from '../../../functions/site/desk/routes.ts';
import { commands } from '../../../infra/cli/dispatch.ts';

/** Why programs have no call for something. */
const absent = {
  people:
    'A token never makes people, tokens, passkeys or sessions: who holds one could stay for good.',
  browser: 'It is about the browser or the form itself, and decides nothing.',
  machine: 'It is about the account or the machine: the desk has no right to any of it.',
  local: 'It reads or writes files of the machine that it runs on.',
  release: 'It belongs to a release, and runs where that is rolled out.',
  hand: 'It undoes what keeps an address from being mailed: its owner does it by hand, and so not at the desk.',
  outOfTurn: 'It makes everybody due out of turn: a page would be one slip away from that.',
} as const;
type Absent = keyof typeof absent;

type Same = readonly string[] | Absent;

/** By method and path below `/desk`, or below `/desk/n/:id`. */
const pages: Readonly<Record<string, Same>> = {
  'get /desk': ['listNewsletters'],
  'get /desk/people': 'people',
  'post /desk/people': 'people',
  'post /desk/people/remove': 'people',
  'post /desk/people/end': 'people',
  'get /desk/account': 'people',
  'post /desk/account/end': 'people',
  'post /desk/out': 'people',
  'get /desk/log': 'people',
  'get /desk/tokens': 'people',
  'post /desk/tokens': 'people',
  'post /desk/tokens/revoke': 'people',
  'get /desk/passkeys': 'people',
  'post /desk/passkeys/ask': 'people',
  'post /desk/passkeys': 'people',
  'post /desk/passkeys/remove': 'people',
  'post /desk/sending/pause': ['pauseSending'],
  'post /desk/sending/resume': ['resumeSending'],
  'get /desk/new': 'browser',
  'post /desk/new': ['addNewsletter'],
  'get /desk/health': ['getHealth', 'getSending'],
  'post /desk/health/pause': ['pauseSending'],
  'post /desk/health/resume': ['resumeSending'],
  'get /desk/health/dead-letters': ['listDeadLetters'],
  'get /desk/health/dead-letters/drop': ['listDeadLetters'],
  'post /desk/health/dead-letters/redrive': ['redriveDeadLetters'],
  'post /desk/health/dead-letters/drop': ['dropDeadLetters'],
  'post /desk/health/warm-up': ['beginWarmUp'],
  'post /desk/health/warm-up/end': ['endWarmUp'],
  'get /desk/deletions': ['getDeletion'],
  'get /log': ['listLog'],
  'get ': ['getNewsletter', 'getNextEdition', 'listEditions', 'listFeeds', 'listItems'],
  'post /today/stop': ['stopNextEdition'],
  'post /today/go': ['releaseNextEdition'],
  'post /today/skip': ['skipNextEdition'],
  'post /today/unskip': ['unskipNextEdition'],
  'post /today/release': ['releaseEdition'],
  'post /today/drop': ['dropEdition'],
  'post /today/gate': ['decideHeld'],
  'get /forecast': ['getForecast'],
  'get /next': ['getNextEdition', 'listMarks'],
  'get /next/preview': ['printNextEdition'],
  'post /next/pin': ['markItem'],
  'post /next/leave-out': ['markItem'],
  'post /next/move': ['markItem'],
  'post /next/retitle': ['markItem'],
  'post /next/take-back': ['takeBackMark'],
  'post /next/note': ['addNote'],
  'post /next/item': ['addOwnItem'],
  'post /next/test': ['testNextEdition'],
  'get /editions': ['listEditions'],
  'get /e/:edition': ['getEdition'],
  'get /e/:edition/preview': ['printEdition'],
  'get /e/:edition/reasons': ['getReasons'],
  'post /e/:edition/stop': ['holdEdition'],
  'post /e/:edition/release': ['releaseEdition'],
  'post /e/:edition/drop': ['dropEdition'],
  'get /feeds': ['listFeeds', 'getGate'],
  'post /feeds/look': 'browser',
  'post /feeds/add': ['addFeed'],
  'get /feeds/opml': ['exportFeeds'],
  'post /feeds/list': ['importFeeds'],
  'post /feeds/gate': ['changeGate'],
  'get /f/:feed': ['getFeed', 'getFeedSettings'],
  'post /f/:feed/printing': ['changePrinting'],
  'post /f/:feed/watching': ['changeWatching'],
  'post /f/:feed/read': ['readFeed'],
  'post /f/:feed/stop': ['stopFeed'],
  'post /f/:feed/resume': ['resumeFeed'],
  'post /f/:feed/remove': ['removeFeed'],
  'get /f/:feed/filters': ['listFeedFilters'],
  'post /f/:feed/filters': ['setFeedFilters'],
  'post /f/:feed/filters/try': ['tryFeedFilters'],
  'get /feeds/section/:section': ['listSectionFilters'],
  'post /feeds/section/:section': ['setSectionFilters'],
  'post /feeds/section/:section/try': ['trySectionFilters'],
  'get /items': ['listItems'],
  'post /items/release': ['releaseItems'],
  'post /items/drop': ['dropItems'],
  'post /items/skip': ['skipItems'],
  'post /items/back': ['backItems'],
  'get /readers': ['findReaders'],
  'post /readers/add': ['addReader'],
  'post /readers/find': ['findReaders'],
  'get /readers/find': ['findReaders'],
  'get /r/:reader': ['getReader'],
  'post /r/:reader/off': ['takeOffReader'],
  'post /r/:reader/suppress': ['suppressReader'],
  'post /r/:reader/erase': ['eraseReader'],
  'get /growth': ['getGrowth'],
  'get /growth/day': ['listMoves'],
  'get /e/:edition/gone': ['listGone'],
  'post /e/:edition/gone': ['traceMail'],
  'get /r/:reader/e/:edition': ['traceMail'],
  'get /readers/export': ['exportReaders'],
  'post /readers/export': ['exportReaders'],
  'post /readers/export/next': ['exportReaders'],
  'get /readers/default': ['getDefaultMove'],
  'post /readers/default/look': ['lookAtDefaultMove'],
  'post /readers/default/start': ['startDefaultMove'],
  'post /readers/default/on': ['goOnWithDefaultMove'],
  'post /readers/default/stop': ['stopDefaultMove'],
  'get /imports': ['listImports'],
  'post /imports': ['addImport'],
  'get /imports/:import': ['getImport'],
  'get /imports/:import/rows': ['listImportRows'],
  'post /imports/:import/look': ['lookAtImport'],
  'post /imports/:import/start': ['startImport'],
  'post /imports/:import/on': ['goOnWithImport'],
  'post /imports/:import/undo': ['undoImport'],
  'post /imports/:import/drop': ['giveUpImport'],
  'get /settings/end': 'browser',
  'post /settings/end/close': ['closeNewsletter'],
  'post /settings/end/reopen': ['reopenNewsletter'],
  'get /settings/end/delete': ['getDeletion'],
  'post /settings/end/delete': ['deleteNewsletter'],
  'post /settings/end/keep': ['keepNewsletter'],
  'get /settings': ['getSettings'],
  'get /settings/preview': 'browser',
  'get /settings/sender': ['getSettings'],
  'post /settings/sender/plan': ['planSender'],
  'post /settings/sender': ['changeSender'],
  'get /settings/:part': ['getSettings'],
  'post /settings/:part/plan': ['planSettings'],
  'post /settings/:part': ['changeSettings'],
  'get /hooks': ['listWebhooks'],
  'post /hooks': ['addWebhook'],
  'post /hooks/:hook/test': ['testWebhook'],
  'post /hooks/:hook/remove': ['removeWebhook'],
};

const settingCalls = ['planSettings', 'changeSettings', 'planSender', 'changeSender'];

const byCommand: Readonly<Record<string, Same>> = {
  deploy: 'machine',
  destroy: 'machine',
  'newsletter create': ['addNewsletter'],
  'newsletter list': ['listNewsletters'],
  'newsletter show': ['getNewsletter', 'getSettings'],
  'newsletter set': settingCalls,
  'newsletter gate': ['getGate', 'changeGate'],
  'newsletter archive': ['closeNewsletter'],
  'newsletter reopen': ['reopenNewsletter'],
  'newsletter delete': ['deleteNewsletter'],
  'feeds add': ['addFeed'],
  'feeds list': ['listFeeds'],
  'feeds show': ['getFeed', 'getFeedSettings'],
  'feeds set': ['changePrinting', 'changeWatching', 'stopFeed', 'resumeFeed'],
  'feeds filter': ['listFeedFilters', 'setFeedFilters', 'tryFeedFilters', 'setSectionFilters'],
  'feeds remove': ['removeFeed'],
  'feeds held': ['listFeeds', 'listItems'],
  'feeds release': ['decideHeld'],
  'feeds drop': ['decideHeld'],
  'feeds import': ['importFeeds'],
  'feeds export': ['exportFeeds'],
  'items list': ['listItems'],
  'items show': ['listItems'],
  'items release': ['releaseItems'],
  'items drop': ['dropItems'],
  'items skip': ['skipItems'],
  'subscribers list': ['findReaders'],
  'subscribers find': ['findReaders'],
  'subscribers show': ['getReader'],
  'subscribers import': ['addImport', 'lookAtImport', 'startImport', 'undoImport'],
  'subscribers imports': ['listImports', 'getImport'],
  'subscribers export': ['exportReaders'],
  'subscribers move-default': ['lookAtDefaultMove', 'startDefaultMove'],
  'subscribers add': ['addReader'],
  'subscribers unsubscribe': ['takeOffReader'],
  'subscribers erase': ['eraseReader'],
  'subscribers suppress': ['suppressReader'],
  'subscribers unsuppress': 'hand',
  'readers trace': ['getReader', 'traceMail'],
  'readers growth': ['getGrowth'],
  'editions list': ['listEditions'],
  'editions show': ['getEdition', 'getReasons'],
  'editions held': ['listEditions'],
  'editions hold': ['holdEdition'],
  'editions release': ['releaseEdition'],
  'editions drop': ['dropEdition'],
  'editions calls': ['getNextEdition'],
  'editions stop': ['stopNextEdition'],
  'editions go': ['releaseNextEdition'],
  'editions skip': ['skipNextEdition'],
  'editions unskip': ['unskipNextEdition'],
  'items pin': ['markItem'],
  'items leave-out': ['markItem'],
  'items move': ['markItem'],
  'items retitle': ['markItem'],
  'items add': ['addOwnItem'],
  'items marks': ['listMarks'],
  'items unmark': ['takeBackMark'],
  'notes add': ['addNote'],
  'notes list': ['listMarks'],
  'notes remove': ['takeBackMark'],
  'sending status': ['getSending', 'getHealth'],
  'sending pause': ['pauseSending'],
  'sending resume': ['resumeSending'],
  'sending warm-up': ['beginWarmUp', 'endWarmUp'],
  'desk link': 'people',
  'desk people': 'people',
  'desk add': 'people',
  'desk remove': 'people',
  'desk token add': 'people',
  'desk token list': 'people',
  'desk token remove': 'people',
  'desk passkey list': 'people',
  'desk passkey remove': 'people',
  'dead-letters list': ['listDeadLetters'],
  'dead-letters show': ['listDeadLetters'],
  'dead-letters redrive': ['redriveDeadLetters'],
  'dead-letters drop': ['dropDeadLetters'],
  'keys rotate': 'machine',
  'hooks add': ['addWebhook'],
  'hooks list': ['listWebhooks'],
  'hooks remove': ['removeWebhook'],
  'hooks test': ['testWebhook'],
  restore: 'machine',
  backup: 'machine',
  move: 'machine',
  'digest preview': ['getNextEdition', 'printNextEdition'],
  'digest test': ['testNextEdition'],
  'digest now': 'outOfTurn',
  clean: 'local',
  pull: ['getSettings'],
  plan: settingCalls,
  apply: settingCalls,
  simulate: ['getForecast'],
  status: ['listNewsletters', 'getNewsletter', 'getSending', 'getHealth'],
  doctor: ['getHealth'],
  logs: 'machine',
  upgrade: 'release',
};

const nameOf = (route: (typeof deskRoutes)[number]) =>
  `${route.method} ${pathOf(route).replace('/desk/n/:id', '')}`;

const callsIn = (table: Readonly<Record<string, Same>>) =>
  Object.values(table).flatMap((same) => (typeof same === 'string' ? [] : same));

test('every page and every act of the desk is in the table, and nothing else is', () => {
  assert.deepEqual(deskRoutes.map(nameOf).sort(), Object.keys(pages).sort());
});

test('every command is in the table, and nothing else is', () => {
  assert.deepEqual(commands.map(({ name }) => name).sort(), Object.keys(byCommand).sort());
});

test('the calls that the table names are there, and no call does what no page does', () => {
  const calls = apiRoutes.map(({ name }) => name).sort();
  assert.deepEqual([...new Set(callsIn(pages))].sort(), calls);
  const unknown = callsIn(byCommand).filter((name) => !calls.includes(name));
  assert.deepEqual(unknown, []);
});

test('a call asks for the right that the page asks for', () => {
  const rightOf = new Map<string, string>(apiRoutes.map(({ name, right }) => [name, right]));
  const others = deskRoutes.flatMap((route) => {
    const same = pages[nameOf(route)];
    if (typeof same !== 'object' || route.method === 'get') return [];
    return same
      .filter((name) => rightOf.get(name) !== route.right)
      .map((name) => `${nameOf(route)}: ${route.right}, ${name}: ${rightOf.get(name)}`);
  });
  assert.deepEqual(others, []);
});

test('what is grave at the desk is grave for programs', () => {
  const grave = new Set(deskRoutes.filter(({ isGrave }) => isGrave === true).map(nameOf));
  const acts = [...grave].filter((name) => name.startsWith('post ') && !name.endsWith('/plan'));
  const named = acts.flatMap((name) => {
    const same = pages[name];
    return typeof same === 'object' ? same : [];
  });
  const graveCalls = apiRoutes.filter(({ isGrave }) => isGrave === true).map(({ name }) => name);
  for (const name of named) assert.ok(graveCalls.includes(name), name);
});

test('each reason why programs have no call is used', () => {
  const used = [...Object.values(pages), ...Object.values(byCommand)].filter(
    (same) => typeof same === 'string',
  );
  assert.deepEqual([...new Set(used)].sort(), Object.keys(absent).sort());
});
