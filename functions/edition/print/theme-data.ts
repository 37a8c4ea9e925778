/** A theme as values for the templates: what each place of a mail is painted and set in. */
import { type Palette, palettesOf } from '../palette.ts';
import type { Theme } from '../theme.ts';
import type { Data } from './program.ts';

type Font = NonNullable<Theme['font']>;

const sans =
  '-apple-system,Segoe UI,Helvetica,Arial,Noto Sans,PingFang SC,Hiragino Sans,' +
  'Microsoft YaHei,sans-serif';
const serif = 'Georgia,Times New Roman,Songti SC,Noto Serif CJK SC,Hiragino Mincho ProN,serif';
const mono = 'ui-monospace,SFMono-Regular,Menlo,Consolas,Noto Sans Mono,monospace';

/** Names without quotes or spaces between, so that they may stand in a style sheet and in an attribute alike. */
export const fontStacks: Readonly<Record<Font, { readonly text: string; readonly head: string }>> =
  {
    paper: { text: sans, head: serif },
    sans: { text: sans, head: sans },
    serif: { text: serif, head: serif },
    mono: { text: mono, head: mono },
  };

/** Colours, fonts, logo and line at the foot, as every template takes them. */
export function themeData(theme: Theme = {}): Data {
  const { light, dark } = palettesOf(theme);
  const { text, head } = fontStacks[theme.font ?? 'paper'];
  return {
    ...named('light', light),
    onAccent: light.onAccent,
    ...named('dark', dark),
    textFont: text,
    headFont: head,
    logo: theme.logo?.url,
    logoAlt: theme.logo?.alt,
    footerLine: theme.footer,
  };
}

function named(scheme: 'light' | 'dark', palette: Palette): Data {
  const { page, sheet, ink, soft, rule, accent } = palette;
  return Object.fromEntries(
    Object.entries({ page, sheet, ink, soft, rule, accent }).map(([name, colour]) => {
      return [`${scheme}${name.charAt(0).toUpperCase()}${name.slice(1)}`, colour];
    }),
  );
}
