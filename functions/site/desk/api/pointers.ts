/** Where in a body something does not fit, as JSON pointers (RFC 6901). Pure. */
import type { Path } from '../../../edition/setup/wanted.ts';

/** The pointer of these steps. */
export function pointer(path: Path): string {
  return path
    .map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('');
}

/** What a body may say of a newsletter, as it was sent. */
export interface SentSettings {
  readonly name?: string;
  readonly id?: string | undefined;
  readonly values: Readonly<Record<string, unknown>>;
  readonly sections?:
    | readonly { readonly id?: string | undefined; readonly feedsTo?: string | undefined }[]
    | undefined;
}

/**
 * The pointer into what was sent for a place in the newsletter. A value that is missing is pointed at
 * where it belongs, by one of the names that `keys` has.
 */
export function pointerIn(sent: SentSettings, path: Path, keys: readonly string[]): string {
  const [top, ...rest] = path;
  if (top === 'sections') return pointer(sectionPath(sent, rest));
  if (top === 'name' && sent.name !== undefined) return '/name';
  // An id that was not sent was made of the name.
  if (top === 'id') return sent.id === undefined ? '/name' : '/id';
  const said = valueSteps(Object.keys(sent.values), path);
  if (said !== undefined) return pointer(['values', ...said]);
  const usual = valueSteps(keys, path) ?? [];
  const source = made.get(String(usual[0]));
  const isSent = source !== undefined && (source in sent || source in sent.values);
  return isSent ? pointerIn(sent, [source], keys) : pointer(['values', ...usual]);
}

/** What nobody sent is made of these. */
const made: ReadonlyMap<string, string> = new Map([
  ['defaultSchedule', 'zone'],
  ['sender.name', 'name'],
  ['theme.logo.alt', 'name'],
]);

/** The longest name that leads to it, and the steps that are left. */
function valueSteps(keys: readonly string[], path: Path): Path | undefined {
  const lengths = path.map((_, n) => path.length - n);
  const length = lengths.find((count) => keys.includes(path.slice(0, count).join('.')));
  if (length === undefined) return undefined;
  return [path.slice(0, length).join('.'), ...path.slice(length)];
}

/** A place among sections is counted without those that go, and one may be named by its id. */
function sectionPath({ sections }: SentSettings, [step, ...rest]: Path): Path {
  if (sections === undefined) return [];
  const stay = sections.filter(({ feedsTo }) => feedsTo === undefined);
  const meant =
    typeof step === 'number'
      ? stay[step]
      : sections.find(({ id }) => id !== undefined && id === step);
  if (meant === undefined) return ['sections'];
  return ['sections', sections.indexOf(meant), ...rest];
}
