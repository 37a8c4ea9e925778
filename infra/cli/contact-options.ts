/** How a newsletter meets people: who may hold its form, which letters it sends, whom it tells. */
import { embedOriginOf } from '../../functions/edition/embed-origin.ts';
import type { Options, Values } from './command.ts';
import type { Draft } from './newsletter-draft.ts';

/** The options about whom a newsletter meets. */
export const contactOptions = {
  'owner-address': {
    type: 'string',
    value: 'ADDRESS',
    help: 'where Paperboy tells what needs attention (the reply-to address)',
  },
  'embed-origin': {
    type: 'string',
    value: 'ORIGIN',
    multiple: true,
    help: 'a site whose pages may hold the signup form: https://www.example.com',
  },
  letter: {
    type: 'string',
    value: 'KIND',
    multiple: true,
    help: 'a letter that readers get: welcome or goodbye',
  },
} as const satisfies Options;

type ContactValues = Values<typeof contactOptions>;

/** The newsletter with what the options say; an empty value takes all of that option away. */
export function withContact(draft: Draft, values: ContactValues): Draft {
  const { ownerAddress, embedOrigins, letters, ...rest } = draft;
  const owner = values['owner-address'] ?? ownerAddress;
  const origins = values['embed-origin']?.map(embedOriginOf) ?? embedOrigins;
  // What is none of the allowed ones is refused with all else that is wrong.
  const kinds = (values.letter as Draft['letters']) ?? letters;
  return {
    ...rest,
    ...(owner === undefined || owner === '' ? {} : { ownerAddress: owner }),
    ...listPart('embedOrigins', origins),
    ...listPart('letters', kinds),
  };
}

function listPart<Name extends string, T extends string>(
  name: Name,
  given: readonly T[] | undefined,
): { [K in Name]?: T[] } {
  const list = [...new Set(given)].filter((one) => one !== '');
  return (list.length === 0 ? {} : { [name]: list }) as { [K in Name]?: T[] };
}
