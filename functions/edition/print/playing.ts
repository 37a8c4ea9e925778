/** What an item brings to hear or to see: a mail says so, and how long it takes. */
import type { Enclosure, ParsedItem } from '../../feed/item.ts';
import { webUrl } from '../url.ts';
import { phrase, wordsFor } from '../words.ts';

type Playable = Pick<ParsedItem, 'enclosures' | 'link' | 'playSeconds'>;

/** "Listen, 42 min", "Watch"; empty for what is only read. */
export function playingText(item: Playable, language: string): string {
  const kind = kindOf(item);
  if (kind === undefined) return '';
  const words = wordsFor(language).mail.edition;
  const minutes = Math.round((item.playSeconds ?? 0) / 60);
  if (minutes === 0) return words[kind];
  return phrase(words[`${kind}For`], { minutes: String(minutes) });
}

/** Whether it is to be heard or to be seen rather than read. */
export function isRecording(item: Playable): boolean {
  return kindOf(item) !== undefined;
}

/** Where the recording itself is: for an item without a page. */
export function recordingOf({ enclosures }: Playable): string | undefined {
  return webUrl(enclosures.find((file) => mediumOf(file) !== undefined)?.url);
}

function kindOf({ enclosures, link }: Playable): 'listen' | 'watch' | undefined {
  const media = new Set(enclosures.map(mediumOf));
  if (media.has('video') || isVideoPage(link)) return 'watch';
  return media.has('audio') ? 'listen' : undefined;
}

const endings = {
  audio: /\.(?:mp3|m4a|m4b|aac|ogg|oga|opus|wav|flac)$/i,
  video: /\.(?:mp4|m4v|mov|webm|ogv)$/i,
};

function mediumOf({ type, url }: Enclosure): 'audio' | 'video' | undefined {
  const path = url.split(/[?#]/, 1)[0] ?? '';
  for (const medium of ['audio', 'video'] as const) {
    if (type?.toLowerCase().startsWith(`${medium}/`)) return medium;
    if (type === undefined && endings[medium].test(path)) return medium;
  }
  return undefined;
}

/** Pages that show one video and little else. */
function isVideoPage(link: string | undefined): boolean {
  return /^https?:\/\/(?:www\.|m\.)?(?:youtube\.com\/(?:watch\?|shorts\/)|youtu\.be\/|vimeo\.com\/\d)/i.test(
    link ?? '',
  );
}
