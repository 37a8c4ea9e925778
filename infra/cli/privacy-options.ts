/** What the privacy notice of a newsletter says of the owner's own, as options. */
import type { Newsletter } from '../../functions/edition/newsletter.ts';
import type { Options, Values } from './command.ts';
import type { Draft } from './newsletter-draft.ts';

/** The options of the privacy notice; an empty text takes one away. */
export const privacyOptions = {
  'privacy-contact': { type: 'string', value: 'TEXT', help: 'whom readers ask about their data' },
  'privacy-authority': {
    type: 'string',
    value: 'TEXT',
    help: 'the authority they may complain to',
  },
  'privacy-text': { type: 'string', value: 'TEXT', help: 'what the privacy notice says besides' },
  'privacy-consent': {
    type: 'string',
    value: 'TEXT',
    help: 'what forms say besides of the consent; kept with each consent',
  },
  'privacy-url': { type: 'string', value: 'URL', help: 'your own privacy policy' },
} as const satisfies Options;

const fields = ['contact', 'authority', 'text', 'consent', 'url'] as const;

/** The newsletter with every given option in the place of what was there. */
export function withPrivacy(draft: Draft, values: Values<typeof privacyOptions>): Draft {
  const { privacy: before = {}, ...rest } = draft;
  const given = fields.map((name) => [name, values[`privacy-${name}`] ?? before[name]] as const);
  const kept = given.filter(([, text]) => text !== undefined && text.trim() !== '');
  return kept.length === 0 ? rest : { ...rest, privacy: Object.fromEntries(kept) };
}

/** The notice as its owner reads it. */
export function privacyFacts({ privacy = {} }: Pick<Newsletter, 'privacy'>) {
  return fields.map((name) => [`Privacy ${name}`, privacy[name]] as const);
}
