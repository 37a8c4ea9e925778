/** `subscribers import --undo`: takes back what one import added and nobody touched since. */
import { takeBackImported } from '../../functions/store/imports.ts';
import { walkSubscribers } from '../../functions/store/subscriber-walk.ts';
import { wasTouched } from '../../functions/subscriber/import-leaving.ts';
import { chosenNewsletter } from './chosen.ts';
import type { Answer } from './command.ts';
import type { Connection } from './connection.ts';
import { RefusedError, UsageError } from './errors.ts';
import { countText } from './time-text.ts';

interface Undo {
  /** When the import began, as it said itself. */
  readonly run: string;
  readonly newsletter: string | undefined;
  readonly isDry: boolean;
}

/** Looks for the readers of that import, and with `--apply` takes them out again. */
export async function undoImport(
  { run, newsletter: id, isDry }: Undo,
  connection: Connection,
): Promise<Answer> {
  const at = Date.parse(run);
  if (Number.isNaN(at)) {
    throw new UsageError(`--undo takes the run that the import named, not ${run}.`);
  }
  const newsletter = await chosenNewsletter(id, connection);
  const { table, now } = connection;
  const counts = { takenBack: 0, touched: 0 };
  for await (const reader of walkSubscribers(table, now())) {
    if (reader.newsletterId !== newsletter.id || reader.consent.importedAt !== at) continue;
    const isGone =
      !wasTouched(reader) && (isDry || (await takeBackImported(table, reader, now())) === 'gone');
    counts[isGone ? 'takenBack' : 'touched'] += 1;
  }
  const { takenBack, touched } = counts;
  if (takenBack + touched === 0) {
    throw new RefusedError(`${newsletter.id} has nobody who came with the import ${run}.`);
  }
  const gone = isDry ? 'would be taken out again' : 'are taken out again';
  return {
    lines: [
      `Of the import ${run}: ${countText(takenBack, 'address', 'addresses')} ${gone}.`,
      ...(touched > 0
        ? [`${countText(touched, 'reader')} stay: they changed something, or a mail is on its way.`]
        : []),
      ...(isDry ? ['', 'Nothing was written yet. Do it with --apply.'] : []),
    ],
    json: { ...counts, isDryRun: isDry },
  };
}
