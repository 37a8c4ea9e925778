/**
 * The words to which somebody agrees, as they are shown where that happens. Their version is made of
 * the text itself: whoever changes a word, an owner too, has a new version, and the text of each is
 * kept with the first consent to it.
 */
import { createHash } from 'node:crypto';
import { html } from 'hono/html';
import type { Newsletter } from '../edition/newsletter.ts';
import type { Html } from './page.ts';
import type { PageLanguage } from './page-language.ts';

/** Where somebody agrees: on our page, in the form on another site, or coming back after leaving. */
export type ConsentPlace = 'page' | 'embed' | 'again' | 'api';

/** Words as they were shown, and the version by which a consent names them. */
export interface ShownWords {
  readonly version: string;
  readonly text: string;
}

/** Keeps the text of a version, the first time that it is agreed to. */
export interface NoteWordsDeps {
  readonly noteWords: (words: ShownWords) => Promise<void>;
}

/** The words that are shown at this place. */
export function consentWords(
  place: ConsentPlace,
  newsletter: Pick<Newsletter, 'name' | 'privacy'>,
  pageLanguage: PageLanguage,
): ShownWords {
  const own = place === 'api' ? undefined : newsletter.privacy?.consent;
  const lines = [
    ...linesAt(place, newsletter.name, pageLanguage),
    ...(own === undefined ? [] : [own]),
  ];
  const text = lines.join('\n');
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 12);
  return { version: `${pageLanguage.language}-${place}-${hash}`, text };
}

function linesAt(place: ConsentPlace, newsletter: string, { words, say }: PageLanguage): string[] {
  const { landing, preferences } = words;
  const short = say(landing.consentShort, { newsletter });
  switch (place) {
    case 'page':
      return [say(landing.consent, { newsletter }), landing.privacy, landing.subscribe];
    case 'embed':
      return [short, landing.subscribe];
    case 'again':
      return [short, preferences.again];
    case 'api':
      return ['Asked for by a program: which words the person was shown, only its owner knows.'];
  }
}

/** What the owner adds to the consent, in the language of the newsletter; '' where that is nothing. */
export function ownConsent(
  { privacy, language }: Pick<Newsletter, 'privacy' | 'language'>,
  look: 'note' | 'note hint',
): Html | '' {
  const text = privacy?.consent;
  return text === undefined
    ? ''
    : html`<p class="${look}" dir="auto" lang="${language}">${text}</p>`;
}
