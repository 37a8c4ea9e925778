/** Why a story leads an edition, in words for its owner. */
import type { LeadReason } from '../../functions/edition/content.ts';

const words: Readonly<Record<LeadReason, string>> = {
  pinned: 'you pinned it',
  firstSection: 'first section',
  earlySection: 'second section',
  fresh: 'fresh',
  severalFeeds: 'told by several feeds',
  longText: 'a long text',
  text: 'a text',
  landscapePicture: 'a landscape picture',
  picture: 'a picture',
  '-old': 'but it is old',
  '-opinion': 'but it is an opinion',
  '-recording': 'but it is to be heard or seen',
  '-hardlyText': 'but it has hardly a text',
};

/** The reasons in a row, those of a newer release as they are. */
export function leadText(reasons: readonly LeadReason[]): string {
  return reasons.map((reason) => words[reason] ?? reason).join(', ');
}
