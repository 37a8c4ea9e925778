/**
 * The owner's look of a newsletter: colours for light and dark, a logo, fonts, a line at the foot.
 * What is not set keeps Paperboy's own look; what cannot be read is refused with what would do.
 */
import * as v from 'valibot';
import { type Colour, contrast, contrastMin, inkOn, readable } from './colour.ts';
import { type Colours, palettesOf, type Scheme, schemes } from './palette.ts';

/** The families of letters that an owner may choose from. */
export const fonts = ['paper', 'sans', 'serif', 'mono'] as const;

const ColourSchema = v.pipe(
  v.string(),
  v.trim(),
  v.regex(/^#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})$/, 'A colour is written like #8c2f22.'),
  v.transform(sixDigits),
);

const ColoursSchema = v.object({
  accent: v.optional(ColourSchema),
  text: v.optional(ColourSchema),
  background: v.optional(ColourSchema),
});

const singleLine = (what: string, charsMax: number) =>
  v.pipe(
    v.string(),
    v.trim(),
    v.nonEmpty(`${what} must not be empty.`),
    v.maxLength(charsMax, `${what} must have at most ${charsMax} characters.`),
    v.regex(/^[^\x00-\x1f\x7f\u2028\u2029]*$/, `${what} must be a single line.`),
  );

const LogoSchema = v.object({
  url: v.pipe(
    v.string(),
    v.trim(),
    v.maxLength(500, 'The address of the logo must have at most 500 characters.'),
    v.check(isSecureUrl, 'The address of the logo must begin with https://.'),
  ),
  /** What stands in its place where pictures are off. */
  alt: singleLine('The text of the logo', 80),
});

const Fields = v.object({
  light: v.optional(ColoursSchema),
  dark: v.optional(ColoursSchema),
  logo: v.optional(LogoSchema),
  font: v.optional(v.picklist(fonts, `The font is one of ${fonts.join(', ')}.`)),
  footer: v.optional(singleLine('The line at the foot', 200)),
});

/** The look that an owner chooses; refused when a text could not be read on its ground. */
export const ThemeSchema = v.pipe(
  Fields,
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    for (const { scheme, field, message } of unreadable(dataset.value)) {
      addIssue({ message, path: [pathItem(dataset.value, scheme), pathItem({}, field)] });
    }
  }),
);

/** The look of a newsletter's mails and pages; what is absent is Paperboy's own. */
export type Theme = Readonly<v.InferOutput<typeof Fields>>;

interface Unreadable {
  readonly scheme: Scheme;
  readonly field: keyof Colours;
  readonly message: string;
}

/** What of a theme cannot be read, each with a sentence that says what would do. */
function unreadable(theme: Theme): Unreadable[] {
  const palettes = palettesOf(theme);
  return schemes.flatMap((scheme) => {
    const { ink, accent, sheet } = palettes[scheme];
    const set = theme[scheme] ?? {};
    const pairs = [
      { field: 'text', colour: ink },
      { field: 'accent', colour: accent },
    ] as const;
    return pairs.flatMap(({ field, colour }) => {
      const ratio = contrast(colour, sheet);
      if (ratio >= contrastMin) return [];
      const better = readable(colour, [sheet], inkOn(sheet));
      const message =
        `The ${field} ${colour} on the background ${sheet} has a contrast of ` +
        `${ratio.toFixed(1)}:1 in the ${scheme} scheme; it takes ${contrastMin}:1 to be read. ` +
        `${better} would do, or another background.`;
      return [{ scheme, field: set[field] === undefined ? 'background' : field, message }];
    });
  });
}

/** valibot wants to know what each step of a path led out of; only the keys matter here. */
function pathItem(input: Readonly<Record<string, unknown>>, key: string) {
  return { type: 'object', origin: 'value', input, key, value: input[key] } as const;
}

function sixDigits(colour: string): Colour {
  const digits = colour.slice(1).toLowerCase();
  return digits.length === 6 ? `#${digits}` : `#${digits.replace(/./g, '$&$&')}`;
}

function isSecureUrl(url: string): boolean {
  return URL.parse(url)?.protocol === 'https:';
}
