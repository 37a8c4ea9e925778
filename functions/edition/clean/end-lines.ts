/** Lines that are no part of a story where they stand at its end, by what they say as a whole. */
import {
  askedFor,
  channel,
  copyright,
  deskLine,
  firstStood,
  followUs,
  goesOnThere,
  hostedBy,
  hostMark,
  invitation,
  loneWord,
  otherStories,
  wayBack,
  wholeStory,
} from './aside-words.ts';

/** A longer line says more than such a line does. */
const lineCharsMax = 300;
const wayBackCharsMax = 40;
const copyrightCharsMax = 160;
const followCharsMax = 100;

/** Somebody tells of such a line, in a sentence of the story. */
const isQuoted = /^["“„«»‚‘「『].{1,60}["”“«»’」』]\s?[,\p{L}]|[、」]と/u;
const hostName =
  /acast|megaphone|omnystudio|simplecast|podbean|buzzsprout|firstory|spotify|podigee|ausha|ivoox|spreaker/;
const addressLike = /[\p{L}\d]\.[a-z]{2,6}(?:$|[/\s,)])/u;

/** Whether a line asks to subscribe, to follow or to give, and says nothing else. */
export function isInvitation(text: string, hasLink: boolean): boolean {
  const said = text.toLowerCase();
  return text.length <= lineCharsMax && invitation.test(said) && (hasLink || askedFor.test(said));
}

/** Whether a line, in small letters, is what pages put below a text: host, rights, way back. */
export function isEndLine(text: string, hasLink: boolean): boolean {
  if (text.length > lineCharsMax) return false;
  if (isInvitation(text, hasLink)) return true;
  const isOfHost = hasLink || addressLike.test(text) || hostName.test(text);
  if (isOfHost && hostedBy.test(text) && hostMark.test(text)) return true;
  if (text.length <= followCharsMax && followUs.test(text) && channel.test(text)) return true;
  if (text.length <= wayBackCharsMax && (wayBack.test(text) || deskLine.test(text))) return true;
  return text.length <= copyrightCharsMax && copyright.test(text) && !isQuoted.test(text);
}

/** Whether a line, in small letters, announces other stories and no more: nothing follows it. */
export function isLooseLabel(text: string): boolean {
  return otherStories.exec(text)?.[0].length === text.length;
}

/** Whether a line, in small letters, promises more where no link is left that leads there. */
export function isMoreWithoutLink(text: string): boolean {
  return text.length <= wayBackCharsMax && wholeStory.test(text) && !loneWord.test(text);
}

/** Whether a line with links, in small letters, says that the item stood elsewhere first. */
export function tellsWhereItStood(text: string, leadsToItem: boolean): boolean {
  if (text.length > lineCharsMax) return false;
  return goesOnThere.test(text) || (leadsToItem && firstStood.test(text));
}
