/** `pull`: writes the newsletter as it is into its file. */
import { dirname, join } from 'node:path';
import { factsOf, writtenOf } from '../../../functions/edition/setup/standing.ts';
import { isRecord } from '../../../functions/edition/setup/wanted.ts';
import { chosenNewsletter, newsletterOption } from '../chosen.ts';
import { command } from '../command.ts';
import { RefusedError } from '../errors.ts';
import { standingOf } from './book.ts';
import {
  type FileText,
  fileOption,
  filePlace,
  notePulled,
  schemaPath,
  textAt,
  write,
} from './folder.ts';
import { freshText, rewritten } from './rewrite.ts';
import { schemaText } from './schema.ts';

const head = ` yaml-language-server: $schema=${schemaPath}`;

/** `pull`: the newsletter as a file. */
export const pull = command({
  name: 'pull',
  summary: 'Write a newsletter as it is into a file that git can keep',
  details: [
    'The file says how it is set up, with its sections, feeds, filters and gate; readers and secrets',
    'are never in it. A file that is there keeps its comments and its order. Beside it, in .paperboy,',
    'stand what was pulled, by which plan tells what was changed otherwise since, and a schema for',
    'editors: commit them with the file.',
  ],
  takes: [],
  options: { ...newsletterOption, ...fileOption },
  isReading: false,
  run: async ({ values, screen }, connection) => {
    const place = filePlace(values.file, screen.folder);
    const text = textAt(place);
    const { id } = await chosenNewsletter(values.newsletter ?? idIn(text), connection);
    checkSame(id, idIn(text), place.name);
    const { newsletter, ...rest } = await standingOf(id, connection);
    if (newsletter === undefined) throw new RefusedError(`There is no newsletter ${id} any more.`);
    const standing = { newsletter, ...rest };
    const value = writtenOf(standing);
    write(
      place.path,
      text === undefined ? freshText(value, head) : rewritten(text.document, value),
    );
    write(join(dirname(place.path), schemaPath), schemaText());
    notePulled(place, id, factsOf(standing));
    return { lines: [`${place.name} says what ${newsletter.name} is.`] };
  },
});

function idIn(text: FileText | undefined): string | undefined {
  const id = isRecord(text?.value) ? text.value.id : undefined;
  return typeof id === 'string' ? id : undefined;
}

function checkSame(id: string, inFile: string | undefined, name: string): void {
  if (inFile === undefined || inFile === id) return;
  throw new RefusedError(
    `${name} is the file of ${inFile}. Name another for ${id}: --file ${id}.yaml`,
  );
}
