/** A publisher with three feeds: an ordinary one, one cut short, one in an old encoding. */
import type { RequestListener } from 'node:http';
import iconv from 'iconv-lite';

/** What the page of the story that is cut short says in full. */
export const wholeStory = 'The pilot came aboard at dawn and took the ship past the sandbank.';
/** No other encoding of one byte a letter has all of these where windows-1254 has them. */
export const turkishTitle = 'Işıklı şehrin öğle çığlığı';

const plainFeed = rss(
  'Tide Tables',
  '<title>High water at noon</title><guid>t1</guid>' +
    `<description>${'The water rises and falls twice a day. '.repeat(30)}</description>`,
);
const cutFeed = (host: string) =>
  rss(
    'Pilot News',
    `<title>The pilot</title><guid>p1</guid><link>http://${host}/pilot</link>` +
      '<description>The pilot came aboard …</description>',
  );
const turkishFeed = rss(
  'Haberler',
  `<title>${turkishTitle}</title><guid>h1</guid>` +
    `<description>${'Gemiler bugün limana döndü. '.repeat(40)}</description>`,
);
const page =
  '<!doctype html><html><head><title>The pilot</title></head><body><nav><a href="/">Home</a></nav>' +
  `<article><h1>The pilot</h1>${`<p>${wholeStory} ${wholeStory}</p>`.repeat(8)}</article></body></html>`;

/** Answers for the host. */
export function publisher(host: string): RequestListener {
  const answers: Readonly<Record<string, readonly [type: string, body: Buffer | string]>> = {
    '/tides.xml': ['application/rss+xml', plainFeed],
    '/pilot.xml': ['application/rss+xml', cutFeed(host)],
    '/haberler.xml': ['text/xml; charset=windows-1254', iconv.encode(turkishFeed, 'windows-1254')],
    '/pilot': ['text/html; charset=utf-8', page],
  };
  return (request, response) => {
    const [type, body] = answers[request.url ?? ''] ?? ['text/plain', 'Nothing is here.'];
    const isKnown = request.headers.host === host && body !== 'Nothing is here.';
    response.writeHead(isKnown ? 200 : 404, { 'content-type': type }).end(body);
  };
}

function rss(title: string, item: string): string {
  return `<rss version="2.0"><channel><title>${title}</title><item>${item}</item></channel></rss>`;
}
