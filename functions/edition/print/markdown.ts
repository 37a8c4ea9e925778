/**
 * What an owner writes, as HTML: CommonMark (https://spec.commonmark.org/0.31.2/) without raw HTML
 * and pictures. It is made when the words are saved; whoever prints it cleans it like any other.
 */
import { micromark } from 'micromark';

/** The HTML of a text in Markdown; markup in it is text, and a link leads to the web or to a mailbox. */
export function htmlOfMarkdown(text: string): string {
  return micromark(text, {
    extensions: [{ disable: { null: ['htmlFlow', 'htmlText', 'labelStartImage'] } }],
  });
}
