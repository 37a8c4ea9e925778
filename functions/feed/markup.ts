/**
 * The tokens of any markup, well formed or not, in linear time. Only htmlparser2's tokenizer is
 * used: its parser keeps a stack whose cost is quadratic in the depth.
 */
import { Tokenizer } from 'htmlparser2';
import { decodeEntities } from './entities.ts';

/** Names lower-case with their prefix, values decoded. */
export type Attributes = ReadonlyMap<string, string>;

export interface MarkupHandler {
  open(name: string, attributes: Attributes, selfClosing: boolean, source: string): void;
  close(name: string): void;
  text(text: string): void;
  cdata(text: string): void;
  /** Asked after every tag; true ends the reading. */
  enough?(): boolean;
}

export interface MarkupOptions {
  /** In HTML the inside of script, style and title is text, not tags. */
  readonly html: boolean;
  readonly entities?: ReadonlyMap<string, string>;
}

/** Most elements have no attributes, and need no map of their own. */
const none: Map<string, string> = new Map();

const cdataStart = '<![CDATA[';
const attributesMax = 64;
const nameCharsMax = 100;
const attributeCharsMax = 32_000;

/** Reads markup into the handler; the text between tags is decoded, CDATA is as it stands. */
export function readMarkup(text: string, handler: MarkupHandler, options: MarkupOptions): void {
  const decode = (start: number, end: number) =>
    decodeEntities(text.slice(start, end), options.entities);
  let name = '';
  let tagStart = 0;
  let attributes: Map<string, string> = none;
  let attribute = '';
  let value = '';

  // Stray brackets cut a text into pieces; they are put together before anyone sees them.
  let textStart = 0;
  let textEnd = 0;
  const flush = () => {
    if (textEnd > textStart) handler.text(decode(textStart, textEnd));
    textStart = textEnd;
  };

  function opened(end: number, selfClosing: boolean): void {
    if (name !== '') handler.open(name, attributes, selfClosing, text.slice(tagStart, end + 1));
    if (handler.enough?.()) tokenizer.pause();
  }

  const tokenizer = new Tokenizer(
    { xmlMode: false, decodeEntities: false, recognizeSelfClosing: !options.html },
    {
      // Foreign content is what HTML calls markup without text-only tags (HTML §13.2.6).
      isInForeignContext: () => !options.html,
      onopentagname(start, end) {
        flush();
        name = end - start > nameCharsMax ? '' : text.slice(start, end).toLowerCase();
        tagStart = start - 1;
        attributes = none;
      },
      onattribname(start, end) {
        attribute = end - start > nameCharsMax ? '' : text.slice(start, end).toLowerCase();
        value = '';
      },
      onattribdata(start, end) {
        if (end - start <= attributeCharsMax) value += decode(start, end);
      },
      onattribend() {
        if (attribute === '' || attributes.size >= attributesMax) return;
        if (attributes === none) attributes = new Map();
        if (!attributes.has(attribute)) attributes.set(attribute, value);
      },
      onopentagend: (end) => opened(end, false),
      onselfclosingtag: (end) => opened(end, true),
      onclosetag(start, end) {
        flush();
        if (end - start <= nameCharsMax) handler.close(text.slice(start, end).toLowerCase());
      },
      ontext(start, end) {
        if (start !== textEnd) {
          flush();
          textStart = start;
        }
        textEnd = end;
      },
      oncdata(start, end, offset) {
        flush();
        handler.cdata(text.slice(start, end - offset));
      },
      oncomment(start, end) {
        // A CDATA section that never ends is reported so; a cut-off feed still has its text.
        const isCdata = text.startsWith(cdataStart, start - 2);
        if (!isCdata) return;
        flush();
        handler.cdata(text.slice(start - 2 + cdataStart.length, end));
      },
      ondeclaration: nothing,
      onend: nothing,
      onprocessinginstruction: nothing,
      onattribentity: nothing,
      ontextentity: nothing,
    },
  );
  tokenizer.write(text);
  tokenizer.end();
  flush();
}

function nothing(): void {}
