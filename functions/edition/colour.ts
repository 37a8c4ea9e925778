/** Colours as mails and pages know them, `#rrggbb`, and whether one can be read on another. */

/** `#rrggbb`. */
export type Colour = string;

/** What normal text needs at least (WCAG 2.2, success criterion 1.4.3). */
export const contrastMin = 4.5;

/** The contrast of two colours, 1 to 21 (WCAG 2.2, "contrast ratio"). */
export function contrast(one: Colour, other: Colour): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

/** The colour so far on its way to another: 0 is itself, 1 the other. */
export function mix(from: Colour, to: Colour, way: number): Colour {
  const [a, b] = [channels(from), channels(to)];
  const mixed = a.map((value, i) => Math.round(value + ((b[i] ?? 0) - value) * way));
  return `#${mixed.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}

const stepsMax = 20;

/** The colour itself if it can be read on all of these, else as much nearer to another as needed. */
export function readable(colour: Colour, on: readonly Colour[], towards: Colour): Colour {
  for (let step = 0; step < stepsMax; step++) {
    const nearer = mix(colour, towards, step / stepsMax);
    if (on.every((ground) => contrast(nearer, ground) >= contrastMin)) return nearer;
  }
  return towards;
}

/** Black or white, whichever reads better on this colour; one of them always does. */
export function inkOn(ground: Colour): Colour {
  return contrast('#ffffff', ground) >= contrast('#000000', ground) ? '#ffffff' : '#000000';
}

function channels(colour: Colour): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
}

function luminance(colour: Colour): number {
  const [red = 0, green = 0, blue = 0] = channels(colour).map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
