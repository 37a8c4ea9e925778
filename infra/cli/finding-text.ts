/** What a look at an edition found, in words for its owner. */
import type { Finding } from '../../functions/edition/finding.ts';
import { reasonsText } from '../../functions/edition/plan/hold.ts';
import { countText, sizeText } from './time-text.ts';

/** One finding as a sentence. */
export function findingText(finding: Finding): string {
  if (finding.level === 'error') return `${reasonsText([finding], 'en')} It would be held back.`;
  const { check, count = 0, example = '' } = finding;
  const such = count > 1 ? `, such as ${example}` : ` ${example}`;
  switch (check) {
    case 'clipping':
      return `With ${sizeText(count)} it is so big that inboxes clip it.`;
    case 'shortened':
      return `Excerpts were shortened to ${count} characters, or it would be clipped.`;
    case 'relativeLink':
      return `${countText(count, 'link or picture', 'links or pictures')} without a whole address:${such}`;
    case 'insecureLink':
      return `${countText(count, 'link or picture', 'links or pictures')} by http instead of https:${such}`;
    case 'deadLink':
      return `${countText(count, 'link or picture', 'links or pictures')} that no reader can open:${such}`;
    case 'missingAlt':
      return `${countText(count, 'picture')} without a description:${such}`;
    case 'lowContrast':
      return `${countText(count, 'colour')} hard to read:${such}`;
    case 'plainText':
      return `${countText(count, 'story', 'stories')} with markup too intricate to clean, printed as plain text:${such}`;
    case 'manyItems':
      return `${countText(count, 'story', 'stories')} at once, and no week before to compare with.`;
  }
}
