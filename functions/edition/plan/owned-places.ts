/** Where what belongs to a newsletter is found without a walk of the table: place by place. */
import type { OwnedKind } from './owned.ts';

/** Where the work goes on: the number of a place, and what comes behind what is done there. */
export interface OwnedPlace {
  readonly index: number;
  readonly after?: string;
}

/** Where it begins. */
export const firstPlace: OwnedPlace = { index: 0 };

/** What is to be taken away. */
export interface Doomed {
  readonly newsletterId: string;
  readonly keepsArchive: boolean;
  readonly tellsReaders: boolean;
  /** When it was begun (ms): what is listed by days is looked for around that. */
  readonly removingSince: number;
}

/** What belongs to a newsletter, found by keys and indexes; each call reads and writes a bounded part. */
export interface OwnedPlaces {
  /** Takes some of it away; `next`: where to go on, nowhere when every place was looked through. */
  readonly removeSome: (
    doomed: Doomed,
    place: OwnedPlace,
  ) => Promise<{ readonly gone: readonly OwnedKind[]; readonly next?: OwnedPlace | undefined }>;
  /** Some of the readers who are mailed. */
  readonly mailedFrom: (
    newsletterId: string,
    place: OwnedPlace,
  ) => Promise<{ readonly readers: readonly string[]; readonly next?: OwnedPlace | undefined }>;
}
