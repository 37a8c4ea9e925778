/**
 * A voice tells the stories of one demo feed in one language. Its repertoire is finite; what
 * makes a second telling new is the day in its title and a line from that day's log.
 */
export interface Voice {
  /** BCP 47. */
  readonly language: string;
  readonly author: string;
  readonly stories: readonly Story[];
  /** The title of a story that is told again. */
  readonly dated: (title: string, day: string) => string;
  /** The last paragraph: what was logged on the day of the nth telling. */
  readonly log: (day: string, n: number) => string;
}

/** A story of the demo: its title, how it begins, and its paragraphs. */
export interface Story {
  readonly title: string;
  readonly lead: string;
  readonly text: readonly string[];
}

/**
 * Reads stories written as `# title`, the lead on the lines below it, and paragraphs between
 * empty lines.
 */
export function storiesIn(written: string): readonly Story[] {
  return written
    .trim()
    .split(/\n\n(?=# )/)
    .map(toStory);
}

function toStory(written: string): Story {
  const [opening = '', ...paragraphs] = written.split('\n\n');
  const [title = '', ...lead] = opening.split('\n');
  return {
    title: title.replace(/^# /, ''),
    lead: lead.join(' '),
    text: paragraphs.map((paragraph) => paragraph.trim().split('\n').join(' ')),
  };
}

/** Takes turns: the nth of a list that begins anew at its end. */
export function turn<T>(list: readonly T[], n: number): T {
  const taken = list[n % list.length];
  if (taken === undefined) throw new Error('a list to take turns from must not be empty');
  return taken;
}
