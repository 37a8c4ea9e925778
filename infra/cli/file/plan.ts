/** `plan`: what the file would change, in words. */
import { command } from '../command.ts';
import { fileOption, filePlace } from './folder.ts';
import { planFile, planJson, planLines, pruneOption } from './planning.ts';

/** `plan`: looks, and changes nothing. */
export const plan = command({
  name: 'plan',
  summary: 'Show what a newsletter’s file would change, and for how many readers; change nothing',
  details: [
    'What the file does not speak of stays as it is, and a null takes away. A feed that it names no',
    'more is stopped, not removed. What was changed otherwise since the pull is told, and left alone.',
    'Examples of a file, of a workflow that comments the plan on a pull request, and of one that',
    'applies it when that is merged, are in infra/cli/file.',
  ],
  takes: [],
  options: {
    ...fileOption,
    ...pruneOption,
    'exit-code': {
      type: 'boolean',
      help: 'exit code 0: nothing to change, 1: refused or failed, 2: something to change',
    },
  },
  isReading: true,
  run: async ({ values, screen }, connection) => {
    const place = filePlace(values.file, screen.folder);
    const planned = await planFile(place, values.prune === true, connection);
    const { changes, clashes, hash } = planned.plan;
    const isSame = changes.length === 0 && clashes.length === 0;
    const apply = `Apply this and nothing else: paperboy apply --plan ${hash}`;
    const lines = planLines(planned, place.name);
    return {
      lines: changes.length === 0 ? lines : [...lines, apply],
      json: planJson(planned),
      hasMore: values['exit-code'] === true && !isSame,
    };
  },
});
