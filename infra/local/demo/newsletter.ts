import type * as v from 'valibot';
import { cadences } from '../../../functions/config/cadence.ts';
import type { NewsletterSchema } from '../../../functions/edition/newsletter.ts';
import type { FullText } from '../../../functions/feed/feed.ts';
import { feedUrl } from './addresses.ts';
import { publications } from './publications.ts';

/** What the local system stores on its first start. */
export interface DemoNewsletter {
  /** A newsletter but for the instant of its creation, which its creator knows. */
  readonly newsletter: Omit<v.InferInput<typeof NewsletterSchema>, 'createdAt'>;
  readonly feeds: readonly DemoFeed[];
}

interface DemoFeed {
  readonly sectionId: string;
  readonly url: string;
  readonly title: string;
  readonly fullText: FullText;
}

/** The newsletter that reads the demo feeds: four sections, every morning at seven. */
export function demoNewsletter(
  origin: string,
  zone = 'UTC',
  sender = 'news@paperboy.example',
): DemoNewsletter {
  return {
    newsletter: {
      id: 'harbour-post',
      name: 'The Harbour Post',
      description:
        'A morning paper from a harbour town that does not exist: boats, tea, trains and stars, ' +
        'in six languages.',
      language: 'en',
      zone,
      sender: { name: 'The Harbour Post', address: sender },
      postalAddress: '1 Rope Walk, Saltmarrow SM1 0AA, Nowhere',
      sections: [
        { id: 'town', name: 'Town and bay' },
        { id: 'craft', name: 'Workshop and table' },
        { id: 'away', name: 'Trains and stars' },
        { id: 'long-reads', name: 'Long reads' },
      ],
      cadences: [...cadences],
      defaultSchedule: { cadence: 'daily', hour: 7, zone },
      itemsMax: 40,
      excerptChars: 280,
      images: true,
    },
    feeds: publications.map((publication) => ({
      sectionId: publication.sectionId,
      url: feedUrl(origin, publication),
      title: publication.title,
      fullText: publication.format === 'teaser' ? 'always' : 'never',
    })),
  };
}
