/** HTML to the words in it, for titles and names. */
import { readMarkup } from './markup.ts';

const htmlCharsMax = 20_000;

/** One line of text: tags stripped, references decoded, white space folded. */
export function plainText(html: string | undefined): string {
  if (html === undefined) return '';
  if (!html.includes('<') && !html.includes('&')) return foldSpace(html.slice(0, htmlCharsMax));
  const parts: string[] = [];
  let skipping = '';
  const add = (text: string) => {
    if (skipping === '') parts.push(text);
  };
  readMarkup(
    html.slice(0, htmlCharsMax),
    {
      open(name, _attributes, selfClosing, source) {
        if ((name === 'script' || name === 'style') && !selfClosing) skipping ||= name;
        else if (inline.has(name)) return;
        else add(blocks.has(name) ? ' ' : source);
      },
      close(name) {
        if (name === skipping) skipping = '';
        else if (blocks.has(name)) add(' ');
      },
      text: add,
    },
    { html: true },
  );
  return foldSpace(parts.join(''));
}

const bareTag = /<(\/?)([a-z][a-z0-9]*)\s*\/?>/gi;
/** Written without an end as often as with one. */
const endless = new Set(['br', 'hr', 'li', 'p', 'wbr']);

/** The same of a title. A bare tag that is never closed is what the title is about: "The <nav> element". */
export function titleText(html: string | undefined): string {
  if (html === undefined || !html.includes('<')) return plainText(html);
  const short = html.slice(0, htmlCharsMax);
  const closed = new Set<string>();
  for (const [, slash, name = ''] of short.matchAll(bareTag)) {
    if (slash !== '') closed.add(name.toLowerCase());
  }
  return plainText(
    short.replace(bareTag, (tag, _, name: string) => {
      const isMarkup = closed.has(name.toLowerCase()) || endless.has(name.toLowerCase());
      return isMarkup ? tag : tag.replace('<', '&lt;');
    }),
  );
}

/** White space of every kind to single blanks, none at the ends. */
export function foldSpace(text: string): string {
  return text.replace(/[\s\u200b\ufeff]+/g, ' ').trim();
}

/** What is no tag of HTML, such as the <int> of Vector<int>, is part of the text. */
const inline = new Set(
  (
    'a abbr acronym b bdi bdo big blink center cite code data del dfn em font i ins kbd label ' +
    'mark marquee math nobr noscript q rp rt ruby s samp small span strike strong sub sup svg ' +
    'time title tt u var wbr body html head img meta link iframe video audio picture source ' +
    'object embed'
  ).split(' '),
);
const blocks = new Set(
  (
    'address article aside blockquote br dd div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 ' +
    'header hr li main nav ol p pre section table tbody td tfoot th thead tr ul'
  ).split(' '),
);
