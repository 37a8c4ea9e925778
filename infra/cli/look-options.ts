/** The look of a newsletter and who comes to see it, as options on the command line. */
import { fonts } from '../../functions/edition/theme.ts';
import type { Options, Values } from './command.ts';
import type { Draft } from './newsletter-draft.ts';

/** The options about the look of a newsletter. */
export const lookOptions = {
  archive: { type: 'string', value: 'WHO', help: 'editions on the web: public or private' },
  home: { type: 'string', value: 'HOW', help: 'on the home page of the site: listed or hidden' },
  'theme-accent': { type: 'string', value: 'COLOUR', help: 'of links and buttons: #8c2f22' },
  'theme-text': { type: 'string', value: 'COLOUR', help: 'of the text' },
  'theme-background': { type: 'string', value: 'COLOUR', help: 'behind the text' },
  'theme-dark-accent': {
    type: 'string',
    value: 'COLOUR',
    help: 'of links and buttons, in the dark',
  },
  'theme-dark-text': { type: 'string', value: 'COLOUR', help: 'of the text, in the dark' },
  'theme-dark-background': { type: 'string', value: 'COLOUR', help: 'behind it, in the dark' },
  'theme-logo': { type: 'string', value: 'URL', help: 'a picture at the head of editions (https)' },
  'theme-logo-alt': { type: 'string', value: 'TEXT', help: 'what stands there without it (name)' },
  'theme-font': { type: 'string', value: 'FONT', help: `one of ${fonts.join(', ')}` },
  'theme-footer': { type: 'string', value: 'TEXT', help: 'a line at the foot of mails and pages' },
} as const satisfies Options;

type LookValues = Values<typeof lookOptions>;

/** The newsletter with the look that the options give it; an empty value takes one away. */
export function withLook(draft: Draft, values: LookValues): Draft {
  const { theme: before = {}, archive, home, ...rest } = draft;
  const given = values.archive ?? archive;
  const theme = {
    ...part('light', colours(before.light, values, 'theme-')),
    ...part('dark', colours(before.dark, values, 'theme-dark-')),
    ...part('logo', logoOf(draft, values)),
    ...part('font', chosen(values['theme-font'], before.font)),
    ...part('footer', chosen(values['theme-footer'], before.footer)),
  };
  return {
    ...rest,
    // What is none of the allowed ones is refused with all else that is wrong.
    ...part('archive', given as Draft['archive']),
    ...part('home', (values.home ?? home) as Draft['home']),
    ...part('theme', Object.keys(theme).length === 0 ? undefined : (theme as Draft['theme'])),
  };
}

type Theme = NonNullable<Draft['theme']>;

function colours(before: Theme['light'], values: LookValues, prefix: 'theme-' | 'theme-dark-') {
  const set = {
    ...part('accent', chosen(values[`${prefix}accent`], before?.accent)),
    ...part('text', chosen(values[`${prefix}text`], before?.text)),
    ...part('background', chosen(values[`${prefix}background`], before?.background)),
  };
  return Object.keys(set).length === 0 ? undefined : set;
}

function logoOf({ name, theme }: Draft, values: LookValues): Theme['logo'] {
  const url = chosen(values['theme-logo'], theme?.logo?.url);
  if (url === undefined) return undefined;
  return { url, alt: chosen(values['theme-logo-alt'], theme?.logo?.alt) ?? name };
}

function chosen(given: string | undefined, before: string | undefined): string | undefined {
  return given === '' ? undefined : (given ?? before);
}

function part<Name extends string, T>(name: Name, value: T | undefined) {
  return (value === undefined ? {} : { [name]: value }) as { [K in Name]?: T };
}
