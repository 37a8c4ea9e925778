/** What is named or built like junk and is part of a text all the same. */
import { asksForSomething } from './asides.ts';
import { type Element, elementsNamed, type Parent, visibleChars } from './dom.ts';
import { spend } from './work.ts';

const sentenceCharsMin = 20;

/** A word of a sentence stays, without its link. */
export function isWithinSentence(link: Element, { children }: Parent): boolean {
  spend(children.length);
  const at = children.indexOf(link);
  const before = children[at - 1];
  const said = children.reduce((chars, node) => {
    return node.type === 'text' ? chars + visibleChars(node.data) : chars;
  }, 0);
  return said >= sentenceCharsMin && before?.type === 'text' && /\p{L}\s*$/u.test(before.data);
}

/** What it asks and the answers to choose from are part of the text. */
export function isQuestion(form: Element): boolean {
  const choices = elementsNamed('input', form.children).filter(({ attribs }) => {
    return /^(?:radio|checkbox)$/i.test(attribs.type ?? '');
  });
  return choices.length > 1;
}

const proseWordsMin = 5;

/** A sentence with a link in it, that asks for nothing. */
export function isProse(text: string, linkChars: number): boolean {
  if (!/[.!?…。！？؟]["”’»)\]」』）]?$/.test(text.slice(-2))) return false;
  const isShort =
    text.split(/\s/).length < proseWordsMin && !/[\p{Script=Han}\p{Script=Hiragana}]/u.test(text);
  return !isShort && linkChars * 2 < text.length && !asksForSomething(text.toLowerCase());
}
