/** A newsletter as its owner reads it. */
import { minuteMs } from '../../functions/config/time.ts';
import { sendingOf } from '../../functions/edition/call.ts';
import type { Newsletter } from '../../functions/edition/newsletter.ts';
import { privacyFacts } from './privacy-options.ts';
import { scheduleText } from './schedule-text.ts';
import { factsText } from './table-text.ts';
import { countText, timeText } from './time-text.ts';

/** Everything about one newsletter. */
export function newsletterFacts(
  newsletter: Newsletter,
  siteUrl: string,
  columns: number,
): string[] {
  const { sender, zone, itemsMax, excerptChars, closedAt } = newsletter;
  const [firstSection, ...otherSections] = newsletter.sections.map(
    (section) => `${section.id}: ${section.name}`,
  );
  return factsText(
    [
      ['Id', newsletter.id],
      ['Name', newsletter.name],
      ['Description', newsletter.description === '' ? undefined : newsletter.description],
      ['Language', newsletter.language],
      ['Zone', zone],
      ['From', `${sender.name} <${sender.address}>`],
      ['Reply to', newsletter.replyTo],
      ['Tells', newsletter.ownerAddress],
      ['Postal address', newsletter.postalAddress],
      ['Sections', firstSection],
      ...otherSections.map((section) => ['', section] as const),
      ['Cadences', newsletter.cadences.join(', ')],
      ['Default', scheduleText(newsletter.defaultSchedule, zone)],
      ['Sending', sendingText(newsletter)],
      ['An edition', `${countText(itemsMax, 'item')} at most, the rest by title`],
      ['An excerpt', excerptChars === 0 ? 'none' : `${countText(excerptChars, 'character')}`],
      ['Pictures', newsletter.images ? 'yes' : 'no'],
      ['Archive', newsletter.archive ?? 'public'],
      ['Home page', newsletter.home ?? 'listed'],
      ['Form also on', newsletter.embedOrigins?.join(', ')],
      ['Letters', newsletter.letters?.join(', ')],
      ...lookFacts(newsletter.theme),
      ...privacyFacts(newsletter),
      ['Since', timeText(newsletter.createdAt, zone)],
      ['Closed', closedAt === undefined ? undefined : timeText(closedAt, zone)],
      ['Sign-up', siteUrl],
    ],
    columns,
  );
}

function sendingText(newsletter: Newsletter): string {
  const { mode, lastCallMs } = sendingOf(newsletter);
  if (mode === 'automatic') return mode;
  return `${mode}, shown ${countText(lastCallMs / minuteMs, 'minute')} before`;
}

function lookFacts(theme: Newsletter['theme'] = {}): (readonly [string, string | undefined])[] {
  const { light, dark, logo, font, footer } = theme;
  const coloursText = (set: typeof light) =>
    Object.entries(set ?? {})
      .map(([name, colour]) => `${name} ${colour}`)
      .join(', ') || undefined;
  return [
    ['Colours', coloursText(light)],
    ['In the dark', coloursText(dark)],
    ['Logo', logo && `${logo.url} (${logo.alt})`],
    ['Font', font],
    ['Foot line', footer],
  ];
}
