/** `notes add|list|remove`: an owner's own words at the top of editions. */
import { listMarks } from '../../functions/edition/plan/mark-items.ts';
import { addNote } from '../../functions/edition/plan/own-words.ts';
import { chosenNewsletter, chosenOpenNewsletter, newsletterOption } from './chosen.ts';
import { command } from './command.ts';
import { takeAllBack, writtenText } from './items-marks.ts';
import { madeMark, markFacts, markingBook, windowOf, windowOptions } from './marking.ts';

const add = command({
  name: 'notes add',
  summary: 'Put a note at the top of the editions to come',
  details: [
    'It is written in Markdown, once for each language that your readers chose: --text de="…". A',
    'text without a language is in that of the newsletter; @FILE reads it from a file. Without',
    '--until it stands for a week.',
  ],
  takes: [],
  options: {
    ...newsletterOption,
    ...windowOptions,
    text: {
      type: 'string',
      value: '[LANGUAGE=]TEXT',
      multiple: true,
      help: 'what it says, once for each language',
    },
  },
  isReading: true,
  isActing: () => true,
  run: async ({ values, screen }, connection) => {
    const newsletter = await chosenOpenNewsletter(values.newsletter, connection);
    const texts: Record<string, string> = {};
    for (const given of values.text ?? []) {
      const [, language = newsletter.language, text = ''] = languageOf.exec(given) ?? [];
      texts[language] = await writtenText(text, screen.folder);
    }
    const wish = { texts, ...windowOf(values, newsletter, connection.now()) };
    const made = madeMark(await addNote(newsletter, wish, markingBook(connection)));
    return { lines: markFacts(made, newsletter, screen.columns), json: made };
  },
});

/** A text may have a = of its own: only what looks like a tag before it is one. */
const languageOf = /^(?:([a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)=)?([\s\S]*)$/;

const list = command({
  name: 'notes list',
  summary: 'Show the notes that stand now or will',
  takes: [],
  options: newsletterOption,
  isReading: true,
  run: async ({ values, screen }, connection) => {
    const newsletter = await chosenNewsletter(values.newsletter, connection);
    const all = await listMarks(newsletter.id, connection.now(), markingBook(connection));
    const notes = all.filter(({ kind }) => kind === 'note');
    const lines = notes.flatMap((note, n) => [
      ...(n === 0 ? [] : ['']),
      ...markFacts(note, newsletter, screen.columns),
    ]);
    return { lines: notes.length === 0 ? ['There are no notes.'] : lines, json: notes };
  },
});

const remove = command({
  name: 'notes remove',
  summary: 'Take notes away',
  details: ['Editions that were planned with one stay as they are.'],
  takes: ['NOTE...'],
  options: newsletterOption,
  isReading: true,
  isActing: () => true,
  run: async ({ values, args }, connection) => {
    const newsletter = await chosenNewsletter(values.newsletter, connection);
    return takeAllBack(newsletter.id, args, connection);
  },
});

/** The commands on notes. */
export const noteCommands = [add, list, remove];
