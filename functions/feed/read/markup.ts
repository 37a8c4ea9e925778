/**
 * The tokens of any markup, well formed or not, in linear time. Only htmlparser2's tokenizer is
 * used: its parser keeps a stack whose cost is quadratic in the depth.
 */
import { Tokenizer, type TokenizerCallbacks } from 'htmlparser2';
import { decodeEntities } from './entities.ts';

/** Names lower-case with their prefix, values decoded. */
export type Attributes = ReadonlyMap<string, string>;

/** Is told what is met in markup, in order. */
export interface MarkupHandler {
  open?(name: string, attributes: Attributes, selfClosing: boolean, source: string): void;
  close?(name: string): void;
  /** Decoded text, or CDATA as it stands. */
  text?(text: string): void;
  /** Asked after every open tag; true ends the reading. */
  enough?(): boolean;
}

/** How tolerant the reading is. */
export interface MarkupOptions {
  /** In HTML the inside of script, style and title is text, not tags. */
  readonly html: boolean;
  readonly entities?: ReadonlyMap<string, string>;
}

interface Reading {
  readonly source: string;
  readonly handler: MarkupHandler;
  readonly entities: ReadonlyMap<string, string> | undefined;
  name: string;
  tagStart: number;
  attributes: Map<string, string>;
  attribute: string;
  value: string;
  /** Stray brackets cut a text into pieces; they are put together before anyone sees them. */
  textStart: number;
  textEnd: number;
}

/** Most elements have no attributes, and need no map of their own. */
const none: Map<string, string> = new Map();

const cdataStart = '<![CDATA[';
const attributesMax = 64;
const nameCharsMax = 100;
const attributeCharsMax = 32_000;

/** Reads markup into the handler. */
export function readMarkup(source: string, handler: MarkupHandler, options: MarkupOptions): void {
  const reading: Reading = {
    source,
    handler,
    entities: options.entities,
    name: '',
    tagStart: 0,
    attributes: none,
    attribute: '',
    value: '',
    textStart: 0,
    textEnd: 0,
  };
  const tokenizer = new Tokenizer(
    { xmlMode: false, decodeEntities: false, recognizeSelfClosing: !options.html },
    {
      ...callbacks(reading),
      // Foreign content is what HTML calls markup without text-only tags (HTML §13.2.6).
      isInForeignContext: () => !options.html,
      onopentagend: (end) => opened(end, false),
      onselfclosingtag: (end) => opened(end, true),
    },
  );
  function opened(end: number, selfClosing: boolean): void {
    endOpenTag(reading, end, selfClosing);
    if (handler.enough?.()) tokenizer.pause();
  }
  tokenizer.write(source);
  tokenizer.end();
  flushText(reading);
}

type TagEnds = 'onopentagend' | 'onselfclosingtag' | 'isInForeignContext';

function callbacks(reading: Reading): Omit<TokenizerCallbacks, TagEnds> {
  return {
    onopentagname: (start, end) => beginOpenTag(reading, start, end),
    onattribname(start, end) {
      reading.attribute = nameAt(reading, start, end);
      reading.value = '';
    },
    onattribdata(start, end) {
      if (end - start <= attributeCharsMax) reading.value += decoded(reading, start, end);
    },
    onattribend: () => endAttribute(reading),
    onclosetag(start, end) {
      flushText(reading);
      reading.handler.close?.(nameAt(reading, start, end));
    },
    ontext: (start, end) => addText(reading, start, end),
    oncdata: (start, end, offset) => addCdata(reading, start, end - offset),
    oncomment(start, end) {
      // A CDATA section that never ends is reported so; a cut-off feed still has its text.
      const open = start - 2;
      if (!reading.source.startsWith(cdataStart, open)) return;
      addCdata(reading, open + cdataStart.length, end);
    },
    ondeclaration: nothing,
    onend: nothing,
    onprocessinginstruction: nothing,
    onattribentity: nothing,
    ontextentity: nothing,
  };
}

function nothing(): void {}

/** A name beyond all reason is no name, and its element is passed over. */
function nameAt({ source }: Reading, start: number, end: number): string {
  return end - start > nameCharsMax ? '' : source.slice(start, end).toLowerCase();
}

function decoded({ source, entities }: Reading, start: number, end: number): string {
  return decodeEntities(source.slice(start, end), entities);
}

function beginOpenTag(reading: Reading, start: number, end: number): void {
  flushText(reading);
  reading.name = nameAt(reading, start, end);
  reading.tagStart = start - 1;
  reading.attributes = none;
}

function endAttribute(reading: Reading): void {
  const { attribute, value } = reading;
  if (attribute === '' || reading.attributes.size >= attributesMax) return;
  if (reading.attributes === none) reading.attributes = new Map();
  if (!reading.attributes.has(attribute)) reading.attributes.set(attribute, value);
}

function endOpenTag(reading: Reading, end: number, selfClosing: boolean): void {
  const { name, attributes, handler, source, tagStart } = reading;
  if (name !== '') handler.open?.(name, attributes, selfClosing, source.slice(tagStart, end + 1));
}

function addText(reading: Reading, start: number, end: number): void {
  if (start !== reading.textEnd) {
    flushText(reading);
    reading.textStart = start;
  }
  reading.textEnd = end;
}

function flushText(reading: Reading): void {
  const { textStart, textEnd } = reading;
  if (textEnd > textStart) reading.handler.text?.(decoded(reading, textStart, textEnd));
  reading.textStart = textEnd;
}

function addCdata(reading: Reading, start: number, end: number): void {
  flushText(reading);
  reading.handler.text?.(reading.source.slice(start, end));
}
