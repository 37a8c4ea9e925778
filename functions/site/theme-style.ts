/** The owner's colours and fonts on the pages: a second small stylesheet, in the page itself. */
import { readable } from '../edition/colour.ts';
import { type Palette, palettesOf } from '../edition/palette.ts';
import { fontStacks } from '../edition/print/theme-data.ts';
import type { Theme } from '../edition/theme.ts';

/** What a theme changes in the stylesheet of every page; nothing when it changes nothing. */
export function themeStyle(theme: Theme | undefined): string | undefined {
  if (theme === undefined) return undefined;
  const { light, dark } = palettesOf(theme);
  const hasAccent = theme.light?.accent !== undefined;
  const lightSet = hasColour(theme.light) ? colours(light, '#a3271b', '#2b6138') : '';
  const darkSet = hasAccent || hasColour(theme.dark) ? colours(dark, '#f2a195', '#9fd3aa') : '';
  const rules = [
    [lightSet, '@media not all and (prefers-color-scheme:dark){'],
    [darkSet, '@media (prefers-color-scheme:dark){'],
    [fonts(theme), '@media all{'],
  ];
  const style = rules.map(([set, media]) => (set ? `${media}:root{${set}}}` : '')).join('');
  return style || undefined;
}

function hasColour(set: Theme['light']): boolean {
  return Object.values(set ?? {}).some((colour) => colour !== undefined);
}

/** What warns and what reassures stays red and green, as far as it can be read here. */
function colours(palette: Palette, bad: string, good: string): string {
  const { page, sheet, ink, soft, rule, accent, onAccent } = palette;
  const values = {
    paper: page,
    sheet,
    ink,
    soft,
    rule,
    edge: soft,
    accent,
    'on-accent': onAccent,
    bad: readable(bad, [sheet, page], ink),
    good: readable(good, [sheet, page], ink),
  };
  return Object.entries(values)
    .map(([name, colour]) => `--${name}:${colour};`)
    .join('');
}

function fonts({ font }: Theme): string {
  if (font === undefined || font === 'paper') return '';
  const { text, head } = fontStacks[font];
  return `--sans:${text};--serif:${head};`;
}
