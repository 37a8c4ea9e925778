/** Lists of feeds as OPML, the form in which feed readers exchange them (opml.org/spec2). */
import { readSettings, settingAttributes } from '../each-setting.ts';
import { present } from '../present.ts';
import type { FeedSettings } from '../settings.ts';
import { webAddress } from './address.ts';
import { type Attributes, readMarkup } from './markup.ts';
import { foldSpace } from './plain-text.ts';
import { escapeText } from './xml-node.ts';

/** A feed, and what its owner set for it. */
export interface OpmlFeed extends FeedSettings {
  readonly url: string;
  readonly title: string;
  readonly siteUrl?: string;
  /** The outlines around it, outermost first: `News / Asia`. */
  readonly section?: string;
}

/** The feeds of a list, or why it is none. */
export type OpmlRead =
  | { readonly kind: 'feeds'; readonly title: string; readonly feeds: readonly OpmlFeed[] }
  | { readonly kind: 'refused'; readonly reason: string };

const feedsMax = 5_000;
const depthMax = 20;
const separator = ' / ';
/** What other feed readers do not know stands under a name of our own (OPML 2.0, "Extending"). */
const prefix = 'paperboy';
const namespace = 'urn:paperboy:feeds';

/** Reads an OPML file; outlines without an address are the sections of those inside. */
export function readOpml(text: string): OpmlRead {
  const feeds = new Map<string, OpmlFeed>();
  const sections: (string | undefined)[] = [];
  let [isOpml, inTitle, title] = [false, false, ''];
  readMarkup(
    text,
    {
      open(name, attributes, selfClosing) {
        if (name === 'opml') isOpml = true;
        inTitle = name === 'title' && title === '';
        if (name !== 'outline') return;
        const feed = toFeed(attributes, sections);
        if (feed !== undefined && !feeds.has(feed.url)) feeds.set(feed.url, feed);
        const isSection = feed === undefined && sections.length < depthMax;
        if (!selfClosing) sections.push(isSection ? titleOf(attributes) : undefined);
      },
      close(name) {
        inTitle = false;
        if (name === 'outline') sections.pop();
      },
      text(part) {
        if (inTitle) title += part;
      },
      enough: () => feeds.size >= feedsMax,
    },
    { html: false },
  );
  if (!isOpml) return { kind: 'refused', reason: 'It is no OPML file.' };
  return { kind: 'feeds', title: foldSpace(title), feeds: [...feeds.values()] };
}

function toFeed(attributes: Attributes, around: readonly (string | undefined)[]) {
  const url = webAddress(attributes.get('xmlurl') ?? attributes.get('url'), undefined);
  if (url === undefined) return undefined;
  const section = around.filter((name) => name !== undefined && name !== '').join(separator);
  return present({
    url,
    title: titleOf(attributes),
    siteUrl: webAddress(attributes.get('htmlurl'), undefined),
    section: section === '' ? undefined : section,
    ...readSettings(({ attribute }) => {
      return attribute && attributes.get(`${prefix}:${attribute.toLowerCase()}`);
    }),
  });
}

function titleOf(attributes: Attributes): string {
  return foldSpace(attributes.get('title') ?? attributes.get('text') ?? '');
}

/** Writes an OPML 2.0 file that `readOpml` reads back to the same feeds and sections. */
export function writeOpml(title: string, feeds: readonly OpmlFeed[]): string {
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<opml version="2.0" xmlns:${prefix}="${namespace}">`,
    `  <head><title>${escapeText(title)}</title></head>`,
    '  <body>',
  ];
  for (const [section, members] of Map.groupBy(feeds, (feed) => feed.section)) {
    const names = section?.split(separator) ?? [];
    for (const name of names)
      lines.push(`    <outline ${attributesOf({ text: name, title: name })}>`);
    for (const feed of members) lines.push(`      <outline ${feedAttributes(feed)}/>`);
    for (const _ of names) lines.push('    </outline>');
  }
  lines.push('  </body>', '</opml>', '');
  return lines.join('\n');
}

function feedAttributes({ title, url, siteUrl, section: _, ...settings }: OpmlFeed): string {
  const own = settingAttributes(settings).map(([name, text]) => [`${prefix}:${name}`, text]);
  return attributesOf({
    type: 'rss',
    text: title,
    title,
    xmlUrl: url,
    htmlUrl: siteUrl,
    ...Object.fromEntries(own),
  });
}

function attributesOf(values: Readonly<Record<string, string | undefined>>): string {
  return Object.entries(values)
    .flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]))
    .map(([name, value]) => `${name}="${escapeText(value).replaceAll('"', '&quot;')}"`)
    .join(' ');
}
