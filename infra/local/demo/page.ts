import { html, raw } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';

/** A page of the demo's sites. */
export interface DemoPage {
  readonly title: string;
  /** BCP 47. */
  readonly language: string;
  readonly body: HtmlEscapedString | Promise<HtmlEscapedString>;
}

/** The frame of every page of the demo; nothing in it is loaded from elsewhere. */
export function page({ title, language, body }: DemoPage) {
  const direction = new Intl.Locale(language).language === 'ar' ? 'rtl' : 'ltr';
  return html`<!doctype html>
    <html lang="${language}" dir="${direction}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <style>
          ${raw(style)}
        </style>
      </head>
      <body>
        ${body}
      </body>
    </html>`;
}

const style = `
:root { color-scheme: light dark; --page: light-dark(#fbfaf7, #16171a);
  --text: light-dark(#22201c, #e9e6df); --soft: light-dark(#645f55, #a8a399);
  --line: light-dark(#e4dfd4, #34363b); --link: light-dark(#1d5c54, #86cfc1); }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.25rem 1rem 3rem; max-width: 44rem; background: var(--page);
  color: var(--text); font: 1.0625rem/1.65 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { line-height: 1.25; font-size: 1.75rem; margin: 1.5rem 0 .5rem; }
h2 { line-height: 1.3; font-size: 1.15rem; margin: 2rem 0 .25rem; }
p { margin: .75rem 0; }
a { color: var(--link); }
img { max-width: 100%; height: auto; border-radius: .5rem; }
ul { padding-inline-start: 1.25rem; margin: .5rem 0; }
.byline, .note, footer { color: var(--soft); font-size: .9375rem; }
.links { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; justify-content: space-between; }
.ad { border: 1px dashed var(--line); border-radius: .5rem; padding: .5rem .875rem;
  margin: 1rem 0; color: var(--soft); font-size: .9375rem; }
.ad p { margin: 0; }
.feed { border-top: 1px solid var(--line); padding-top: .25rem; margin-top: 1.5rem; }
aside, footer { border-top: 1px solid var(--line); margin-top: 2rem; }
`;
