/** The colours of mails and pages: Paperboy's own, and those that an owner's choice leads to. */
import { type Colour, contrast, contrastMin, inkOn, mix, readable } from './colour.ts';

/** The two ways in which mails and pages are seen. */
export const schemes = ['light', 'dark'] as const;

/** One of `schemes`. */
export type Scheme = (typeof schemes)[number];

/** What an owner may choose in one scheme. */
export interface Colours {
  readonly accent?: Colour | undefined;
  readonly text?: Colour | undefined;
  readonly background?: Colour | undefined;
}

/** What an owner may choose in both. */
export type SchemeColours = { readonly [S in Scheme]?: Colours | undefined };

/** The colours of one scheme, those that the owner did not choose made to go with the others. */
export interface Palette {
  /** Around the sheet, and on it. */
  readonly page: Colour;
  readonly sheet: Colour;
  readonly ink: Colour;
  /** What is said quietly: it can be read on the page, too. */
  readonly soft: Colour;
  readonly rule: Colour;
  readonly accent: Colour;
  readonly onAccent: Colour;
}

const own: Readonly<Record<Scheme, Palette>> = {
  light: {
    page: '#f1ede3',
    sheet: '#fffefb',
    ink: '#23211d',
    soft: '#5f5a50',
    rule: '#e4dfd3',
    accent: '#8c2f22',
    onAccent: '#ffffff',
  },
  dark: {
    page: '#121110',
    sheet: '#1c1b19',
    ink: '#ece8df',
    soft: '#b5ae9f',
    rule: '#3a3733',
    accent: '#f0a394',
    onAccent: '#000000',
  },
};

/** The palettes of a theme. An accent for light alone is made readable in the dark. */
export function palettesOf(theme: SchemeColours = {}): Readonly<Record<Scheme, Palette>> {
  const light = derive(own.light, theme.light ?? {});
  const dark = derive(own.dark, theme.dark ?? {});
  if (theme.light?.accent === undefined || theme.dark?.accent !== undefined) return { light, dark };
  const accent = readable(light.accent, [dark.sheet], dark.ink);
  return { light, dark: { ...dark, accent, onAccent: inkOn(accent) } };
}

function derive(base: Palette, { accent = base.accent, text, background }: Colours): Palette {
  const onAccent = accent === base.accent ? base.onAccent : inkOn(accent);
  if (text === undefined && background === undefined) return { ...base, accent, onAccent };
  const sheet = background ?? base.sheet;
  const ink = text ?? base.ink;
  const tinted = mix(sheet, ink, 0.06);
  const page = contrast(ink, tinted) >= contrastMin ? tinted : sheet;
  const soft = readable(mix(ink, sheet, 0.35), [sheet, page], ink);
  return { page, sheet, ink, soft, rule: mix(sheet, ink, 0.14), accent, onAccent };
}
