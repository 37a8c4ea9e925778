/** A sample in the colours and letters of a theme, light and dark: what an owner's choice leads to. */
import type { Context } from 'hono';
import { html, raw } from 'hono/html';
import * as v from 'valibot';
import { type Palette, palettesOf, schemes } from '../../edition/palette.ts';
import { fontStacks } from '../../edition/print/theme-data.ts';
import { type Theme, ThemeSchema } from '../../edition/theme.ts';
import type { Html } from '../page.ts';
import type { NewsletterVisit } from './desk.ts';
import { admitPreview } from './headers.ts';
import { settingsWords } from './settings-words.ts';

/** GET /desk/n/:id/settings/preview, with the fields of the look as its query. */
export async function showPreview(c: Context, visit: NewsletterVisit): Promise<Response> {
  admitPreview(c);
  const words = settingsWords[visit.language.tongue];
  const checked = v.safeParse(
    ThemeSchema,
    themeIn((name) => c.req.query(name)?.trim() ?? ''),
  );
  const theme: Theme = checked.success ? checked.output : (visit.newsletter.theme ?? {});
  const faults = checked.success ? [] : checked.issues.map(({ message }) => message);
  const palettes = palettesOf(theme);
  const { tag, direction } = visit.language;
  return await c.html(html`<!doctype html>
<html lang="${tag}" dir="${direction}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${words.preview}</title></head>
<body style="margin:0">${faults.map((text) => html`<p lang="en" dir="auto" style="margin:0;padding:.6rem 1rem;background:#fff;color:#a3271b;font:1rem/1.5 sans-serif">${text}</p>`)}${schemes.map((scheme) => sample(words[scheme], palettes[scheme], theme, visit))}</body></html>`);
}

/** A theme as the fields of a form say it; what is empty is not said. */
function themeIn(text: (name: string) => string): object {
  const set = (names: readonly string[], start: string) => {
    const said = names.flatMap((name) => {
      const value = text(`${start}${name}`);
      return value === '' ? [] : [[name, value] as const];
    });
    return said.length === 0 ? undefined : Object.fromEntries(said);
  };
  const colours = ['accent', 'text', 'background'];
  const parts = {
    light: set(colours, 'theme.light.'),
    dark: set(colours, 'theme.dark.'),
    font: text('theme.font') || undefined,
    footer: text('theme.footer') || undefined,
  };
  return Object.fromEntries(Object.entries(parts).filter(([, part]) => part !== undefined));
}

function sample(
  label: string,
  { page, sheet, ink, soft, rule, accent, onAccent }: Palette,
  { font = 'paper', footer, logo }: Theme,
  { newsletter, language }: NewsletterVisit,
): Html {
  const words = settingsWords[language.tongue].sample;
  const { text, head } = fontStacks[font];
  // The stacks have names in quotes, which an attribute would end at.
  const [textFont, headFont] = [text, head].map((stack) => raw(stack.replaceAll('"', "'")));
  const mark = logo === undefined ? newsletter.name : logo.alt;
  return html`<section aria-label="${label}" style="padding:1rem;background:${page};color:${ink};font:1rem/1.55 ${textFont}">
<p style="margin:0 0 .5rem;color:${soft};font-size:.875rem">${label}</p>
<div style="max-width:36rem;margin:auto;padding:1.1rem;background:${sheet};border:1px solid ${rule}">
<p style="margin:0 0 1rem;padding-bottom:.6rem;border-bottom:1px solid ${rule};font:700 1.1rem ${headFont}" dir="auto">${mark}</p>
<h2 style="margin:0 0 .4rem;font:700 1.25rem/1.3 ${headFont}">${words.title}</h2>
<p style="margin:0 0 .6rem">${words.text} <span style="color:${accent};text-decoration:underline">${words.link}</span></p>
<p style="margin:0 0 1rem"><span style="display:inline-block;padding:.5rem 1rem;border-radius:.4rem;background:${accent};color:${onAccent}">${words.button}</span></p>
<p style="margin:0;color:${soft};font-size:.875rem" dir="auto">${footer ?? newsletter.postalAddress}</p>
</div></section>`;
}
