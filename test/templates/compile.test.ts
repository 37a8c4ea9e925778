import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parseDocument } from 'htmlparser2';
import mjml2html from 'mjml';
import { escapeHtml } from '../../functions/edition/html.ts';
import { type Data, fill } from '../../functions/edition/print/program.ts';
import { themeData } from '../../functions/edition/print/theme-data.ts';
import { compileTemplates, parseProgram } from '../../templates/compile.ts';
import committed from '../../templates/programs.json' with { type: 'json' };
import { sourcesHash } from '../../templates/sources.ts';

describe('the committed programs', () => {
  test('are what the sources compile to; npm run templates writes them', async () => {
    assert.deepEqual(committed, JSON.parse(JSON.stringify(await compileTemplates())));
  });

  test('carry the hash of their sources', async () => {
    assert.equal(committed.hash, await sourcesHash());
  });

  test('load nothing from elsewhere', () => {
    const text = JSON.stringify(committed.programs);
    assert.doesNotMatch(text, /@import|https?:\/\/(?!www\.w3\.org)/);
    const links = new Set(text.match(/<link rel=\\"\w+/g));
    assert.deepEqual([...links].sort(), ['alternate', 'canonical', 'via'].map(linkRel));
  });

  test('leave every colour and font to the theme', () => {
    const text = JSON.stringify(committed.programs);
    assert.doesNotMatch(text, /#[0-9a-f]{3,6}\b|font-family:[^"]*sans/i);
    for (const name of Object.keys(themeData())) {
      if (name.startsWith('logo') || name === 'footerLine') continue;
      assert.ok(text.includes(`"value":"${name}"`), name);
    }
  });
});

const linkRel = (rel: string) => `<link rel=\\"${rel}`;

describe('a filled program', () => {
  test('has the DOM that plain mjml makes of the same data', () => sameDom(sampleMail()));

  test('has it as a page on the web, too', () => sameDom({ ...sampleMail(), ...samplePage }));

  async function sameDom(sample: Data): Promise<void> {
    const { programs } = await compileTemplates();
    const filled = fill(programs.edition ?? [], sample)
      .map((piece) => (typeof piece === 'string' ? piece : `link:${piece.personal}`))
      .join('');
    const filePath = fileURLToPath(new URL('../../templates/edition.mjml', import.meta.url));
    const source = expand(await readFile(filePath, 'utf8'), [sample]);
    const plain = await mjml2html(source, {
      validationLevel: 'strict',
      filePath,
      ignoreIncludes: false,
    });
    assert.deepEqual(outline(filled), outline(plain.html));
  }
});

describe('parsing a template', () => {
  const refused: readonly (readonly [string, string, RegExp])[] = [
    ['an each that stays open', '<!-- each items -->x', /never closed/],
    ['an if closed as an each', '<!-- if a -->x<!-- /each -->', /never closed/],
    ['an else without its if', 'x<!-- else -->y', /closes nothing/],
    ['a personal link that no reader has', '{{@password}}', /no link named password/],
  ];
  for (const [name, html, error] of refused) {
    test(`refuses ${name}`, () => assert.throws(() => parseProgram(html), error));
  }

  test('knows values, html, personal links, each, if and else', () => {
    const html =
      '<!-- each a -->{{b}}<!-- if c -->{{{d}}}<!-- else -->{{@unsubscribe}}<!-- /if --><!-- /each -->';
    assert.deepEqual(parseProgram(html), [
      {
        each: 'a',
        body: [
          { value: 'b' },
          { if: 'c', body: [{ html: 'd' }], otherwise: [{ personal: 'unsubscribe' }] },
        ],
      },
    ]);
  });
});

const item = (n: number, more: Data): Data => ({
  title: `Story ${n} & <more>`,
  link: `https://example.org/${n}?a=1&b=2`,
  about: 'Source',
  anchor: `s${n}`,
  section: 'Town',
  lead: n === 1,
  direction: 'ltr',
  start: 'left',
  end: 'right',
  image: undefined,
  alt: '',
  excerpt: { cleanHtml: '<p>An <em>excerpt</em>.</p>' },
  ...more,
});

const samplePage: Data = {
  page: true,
  viewUrl: undefined,
  rest: undefined,
  pageUrl: 'https://paper.example/n/paper/e/1',
  canonical: 'https://paper.example/n/paper/e/1',
  originals: [{ link: 'https://example.org/1?a=1&b=2' }, { link: 'https://example.org/2' }],
  picture: 'https://example.org/1.jpg',
  signupUrl: 'https://paper.example/n/paper',
  signup: 'Get it',
  archiveUrl: 'https://paper.example/n/paper/archive',
  archive: 'All',
  atomUrl: 'https://paper.example/n/paper/editions.atom',
  jsonUrl: 'https://paper.example/n/paper/editions.json',
  logo: 'https://paper.example/logo.png',
  logoAlt: 'The "Morning" Paper',
  footerLine: 'Made by <friends>',
};

function sampleMail(): Data {
  return {
    ...sample,
    ...themeData(),
    viewUrl: 'https://paper.example/n/paper/e/1',
    readInBrowser: 'Read in browser',
  };
}

const sample: Data = {
  language: 'en',
  direction: 'ltr',
  start: 'left',
  subject: 'Story 1 · 2 more',
  preview: 'Story 2',
  siteUrl: 'https://paper.example/',
  newsletter: 'The Morning Paper',
  dateLine: 'Sunday',
  sections: [
    {
      name: 'Town',
      items: [
        item(1, { image: 'https://example.org/1.jpg', alt: 'A "bridge"' }),
        item(2, { image: 'https://example.org/2.jpg' }),
      ],
    },
    { name: '', items: [item(3, { link: undefined, excerpt: undefined })] },
  ],
  contentsHeading: 'In this edition',
  contents: [item(1, { link: '#s1' }), item(2, { link: '#s2' })],
  contentsRest: 'and 3 more',
  rest: 'and 7 more',
  moreHeading: 'More',
  leftOut: [item(4, {}), item(5, { link: undefined })],
  notes: [
    {
      language: 'ar',
      direction: 'rtl',
      start: 'right',
      note: { cleanHtml: '<p>A <em>note</em>.</p>' },
    },
  ],
  reasonBefore: 'You get this at ',
  reasonAfter: ' because you subscribed.',
  change: 'Change it',
  unsubscribe: 'Unsubscribe',
  forwarded: 'Forwarded this? Subscribe',
  signupUrl: 'https://paper.example/n/paper?a=1&b=2',
  privacy: 'Privacy',
  privacyUrl: 'https://paper.example/n/paper/privacy',
  postalAddress: '1 Quay Street',
};

/** The template language once more, over the source text and as simply as can be. */
function expand(source: string, scopes: readonly Data[]): string {
  const outer = /^([\s\S]*?)<!-- (each|if) (\w+) -->/.exec(source);
  if (!outer) return values(source, scopes);
  const [opening, before = '', kind, name = ''] = outer;
  const [body, otherwise, after] = cut(source.slice(opening.length), kind === 'each');
  const found = scopes.find((scope) => name in scope)?.[name];
  const inner =
    kind === 'each'
      ? (found as Data[]).map((element) => expand(body, [element, ...scopes])).join('')
      : expand(isTrue(found) ? body : otherwise, scopes);
  return values(before, scopes) + inner + expand(after, scopes);
}

function isTrue(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
}

/** Body, else body and rest of a block whose opening is read. */
function cut(source: string, isEach: boolean): [string, string, string] {
  let depth = 0;
  let elseAt = -1;
  for (const { 0: text, 1: name, index } of source.matchAll(
    /<!-- (each|if|else|\/each|\/if)\b.*?-->/g,
  )) {
    if (name === 'else' && depth === 0) elseAt = index;
    if (name === 'each' || name === 'if') depth += 1;
    if (name?.startsWith('/')) depth -= 1;
    if (depth >= 0) continue;
    const after = source.slice(index + text.length);
    if (isEach || elseAt < 0) return [source.slice(0, index), '', after];
    return [source.slice(0, elseAt), source.slice(source.indexOf('-->', elseAt) + 3, index), after];
  }
  throw new Error('a block never ends');
}

function values(source: string, scopes: readonly Data[]): string {
  const found = (name: string) => scopes.find((scope) => name in scope)?.[name];
  return source
    .replace(/\{\{\{(\w+)\}\}\}/g, (_, name) => (found(name) as { cleanHtml: string }).cleanHtml)
    .replace(/\{\{@(\w+)\}\}/g, 'link:$1')
    .replace(/\{\{(\w+)\}\}/g, (_, name) => escapeHtml(String(found(name))));
}

type Tree = ReturnType<typeof parseDocument>['children'][number];

/** The tree as lines, without what minifying may change. */
function outline(html: string): string[] {
  const lines: string[] = [];
  const visit = (node: Tree, depth: number): void => {
    if ('attribs' in node) {
      const attributes = Object.entries(node.attribs).map(
        ([name, value]) =>
          `${name}=${tight(name === 'class' ? value.split(' ').sort().join('.') : value)}`,
      );
      lines.push(`${depth} <${[node.name, ...attributes.sort()].join(' ')}>`);
    }
    if ('data' in node && tight(node.data) !== '') {
      const before = lines.at(-1);
      const isComment = node.type === 'comment' && before?.startsWith(`${depth} #comment`);
      if (isComment) lines[lines.length - 1] = before + tight(node.data);
      else lines.push(`${depth} #${node.type} ${tight(node.data)}`);
    }
    if ('children' in node) for (const child of node.children) visit(child, depth + 1);
  };
  for (const node of parseDocument(html).children) visit(node, 0);
  return lines;
}

function tight(text: string): string {
  return text.replace(/\s+/g, '').replace(/;(?=}|$)/g, '');
}
