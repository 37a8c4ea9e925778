/** Whether a feed is about the comments below posts, and not about the posts. Pure. */
import type { LiveFeed } from './live-feed.ts';

/** Comments, in the languages of the systems that name such feeds. */
const words =
  /comment(?:s|aires?|i)?(?![a-z])|kommentar(?:e|er|s)?|comentari(?:os?|s)|comentários?|reacties|komentarz|yorum|коммент|评论|評論|コメント|댓글|التعليقات|تعليقات/iu;
/** What such a title has besides: that it is a feed, or to what the comments are. */
const feedWords = /feed|flux|fl[öo]de|kanał|лента|フィード|besleme|خلاصة|rss|atom/iu;
const isAbout = /^(?:all )?\S+ (?:on|for|to|zu|pour|sur|en|a|em|op|om|til|do|к|на)(?: |:)/iu;

/** A whole part of the path, as WordPress and Blogger have it. */
const commentsPath = /\/comments?(?:\/|\.|$)/i;
const commentLink = /#(?:comment|c)-?\d|[?&]showComment=/i;

/** By its address, by what it and its link are called, or by where its items lead. */
export function isCommentsFeed({ url, title, feed }: LiveFeed): boolean {
  if (commentsPath.test(URL.parse(url)?.pathname ?? '')) return true;
  if (words.test(title) && feedWords.test(title)) return true;
  const startsSo = isAbout.test(feed.title) && words.test(feed.title.split(' ')[0] ?? '');
  if (startsSo) return true;
  const toComments = feed.items.filter(({ link = '' }) => commentLink.test(link));
  return toComments.length > feed.items.length / 2;
}
