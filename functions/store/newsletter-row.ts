/** A newsletter as a row, and back. Limits and wording were checked where its owner set it up. */
import * as v from 'valibot';
import type { Newsletter } from '../edition/newsletter.ts';
import type { Row } from './client.ts';
import { nameIn, readRow, shapeOf } from './row.ts';
import { scheduleShape } from './schedule-row.ts';
import { keys } from './table.ts';

type Theme = NonNullable<Newsletter['theme']>;

const coloursShape = shapeOf<NonNullable<Theme['light']>>()(
  v.looseObject({
    accent: v.optional(v.string()),
    text: v.optional(v.string()),
    background: v.optional(v.string()),
  }),
);

const themeShape = shapeOf<Theme>()(
  v.looseObject({
    light: v.optional(coloursShape),
    dark: v.optional(coloursShape),
    logo: v.optional(v.looseObject({ url: v.string(), alt: v.string() })),
    font: v.optional(nameIn<NonNullable<Theme['font']>>()),
    footer: v.optional(v.string()),
  }),
);

const newsletterShape = shapeOf<Newsletter>()(
  v.looseObject({
    id: v.string(),
    name: v.string(),
    description: v.optional(v.string(), ''),
    language: v.string(),
    zone: v.string(),
    sender: v.looseObject({ name: v.string(), address: v.string() }),
    replyTo: v.optional(v.string()),
    ownerAddress: v.optional(v.string()),
    postalAddress: v.string(),
    sections: v.array(v.looseObject({ id: v.string(), name: v.string() })),
    cadences: v.array(nameIn<Newsletter['cadences'][number]>()),
    defaultSchedule: scheduleShape,
    itemsMax: v.number(),
    excerptChars: v.number(),
    images: v.boolean(),
    archive: v.optional(v.picklist(['public', 'private'])),
    home: v.optional(v.picklist(['listed', 'hidden'])),
    theme: v.optional(themeShape),
    sending: v.optional(
      v.looseObject({
        mode: nameIn<NonNullable<Newsletter['sending']>['mode']>(),
        lastCallMinutes: v.number(),
      }),
    ),
    privacy: v.optional(
      v.looseObject({
        contact: v.optional(v.string()),
        authority: v.optional(v.string()),
        text: v.optional(v.string()),
        consent: v.optional(v.string()),
        url: v.optional(v.string()),
      }),
    ),
    closedAt: v.optional(v.number()),
    endToldAt: v.optional(v.number()),
    appliedAt: v.optional(v.number()),
    embedOrigins: v.optional(v.array(v.string())),
    letters: v.optional(v.array(v.picklist(['welcome', 'goodbye']))),
    createdAt: v.number(),
  }),
);

/** The row of a newsletter. */
export function newsletterRow(newsletter: Newsletter): Row {
  return { ...keys.newsletter(newsletter.id), ...newsletter };
}

/** The newsletter that a row holds. Throws `MalformedRow`. */
export function newsletterOf(row: Row): Newsletter {
  return readRow(newsletterShape, row);
}
