/**
 * Draws the pictures of the demo feeds: a sky, a sun or moon, ridges of land or water, and
 * something that stands in front. The same scene and number always give the same picture.
 */
import type { Colour } from './png.ts';
import { png } from './png.ts';

/** What the demo's pictures show. */
export const scenes = ['harbour', 'lighthouse', 'boats', 'hills', 'night'] as const;
/** One of `scenes`. */
export type Scene = (typeof scenes)[number];

/** Every scene has so many pictures, numbered from 0. */
export const picturesMax = 12;
/** In pixels. */
export const pictureWidth = 640;
/** In pixels. */
export const pictureHeight = 320;

interface Painting {
  readonly sky: readonly [top: Colour, bottom: Colour];
  readonly disc: Colour;
  /** From the farthest to the nearest; `rise` is how high its waves go. */
  readonly ridges: readonly Ridge[];
  readonly figure: (x: number, y: number, n: number) => Colour | undefined;
}

interface Ridge {
  readonly colour: Colour;
  readonly at: number;
  readonly rise: number;
  readonly length: number;
}

const white: Colour = [250, 246, 236];
const red: Colour = [196, 68, 54];
const dark: Colour = [44, 52, 66];

const paintings: Record<Scene, Painting> = {
  harbour: {
    sky: [
      [126, 176, 206],
      [246, 222, 190],
    ],
    disc: [255, 240, 200],
    ridges: [
      { colour: [118, 142, 148], at: 178, rise: 26, length: 170 },
      { colour: [66, 122, 146], at: 214, rise: 3, length: 60 },
      { colour: [44, 94, 122], at: 252, rise: 5, length: 88 },
    ],
    figure: (x, y, n) => sail(x - 120 - n * 34, y - 236, white) ?? sail(x - 520, y - 212, red),
  },
  lighthouse: {
    sky: [
      [92, 120, 168],
      [250, 196, 160],
    ],
    disc: [255, 214, 150],
    ridges: [
      { colour: [70, 104, 146], at: 200, rise: 3, length: 70 },
      { colour: [46, 76, 116], at: 236, rise: 6, length: 104 },
      { colour: [62, 66, 64], at: 282, rise: 20, length: 210 },
    ],
    figure: (x, y, n) => tower(x - 150 - n * 30, y - 302),
  },
  boats: {
    sky: [
      [214, 224, 222],
      [240, 232, 214],
    ],
    disc: [250, 226, 170],
    ridges: [
      { colour: [150, 170, 160], at: 190, rise: 14, length: 130 },
      { colour: [110, 146, 152], at: 226, rise: 4, length: 52 },
      { colour: [148, 118, 88], at: 288, rise: 2, length: 400 },
    ],
    figure: (x, y, n) =>
      sail(x - 100 - n * 12, y - 250, red) ??
      sail(x - 330, y - 262, white) ??
      sail(x - 560 + n * 9, y - 240, [214, 164, 74]),
  },
  hills: {
    sky: [
      [186, 212, 206],
      [240, 240, 220],
    ],
    disc: [252, 248, 226],
    ridges: [
      { colour: [158, 188, 178], at: 140, rise: 40, length: 190 },
      { colour: [112, 160, 128], at: 190, rise: 34, length: 150 },
      { colour: [74, 130, 92], at: 236, rise: 26, length: 120 },
      { colour: [46, 98, 68], at: 284, rise: 16, length: 90 },
    ],
    figure: () => undefined,
  },
  night: {
    sky: [
      [14, 20, 48],
      [52, 66, 112],
    ],
    disc: [240, 236, 214],
    ridges: [
      { colour: [28, 38, 68], at: 240, rise: 24, length: 180 },
      { colour: [18, 26, 48], at: 276, rise: 12, length: 110 },
    ],
    figure: (x, y, n) => star(x, y, n),
  },
};

/** The nth picture of a scene, as PNG. */
export function picture(scene: Scene, n: number): Uint8Array<ArrayBuffer> {
  const painting = paintings[scene];
  return png(pictureWidth, pictureHeight, (x, y) => colourAt(painting, n, x, y));
}

function colourAt({ sky, disc, ridges, figure }: Painting, n: number, x: number, y: number) {
  const standing = figure(x, y, n);
  const ridge = ridges.findLast(({ at, rise, length }) => y > at - wave(x, n, length) * rise);
  // Stars and hulls stand before the water, but stars only where there is sky.
  if (standing !== undefined && (ridge === undefined || sky[0][0] > 20)) return standing;
  if (ridge !== undefined) return ridge.colour;
  const discX = 90 + ((n * 137) % (pictureWidth - 180));
  if ((x - discX) ** 2 + (y - 74) ** 2 < 34 ** 2) return disc;
  return between(sky[0], sky[1], y / pictureHeight);
}

function wave(x: number, n: number, length: number): number {
  return Math.sin(x / length + n * 1.7) * 0.7 + Math.sin(x / (length * 0.37) + n) * 0.3;
}

function between(from: Colour, to: Colour, share: number): Colour {
  // Even steps keep the gradient in few bytes and are not seen.
  const mix = (a: number, b: number) => Math.round((a + (b - a) * share) / 2) * 2;
  return [mix(from[0], to[0]), mix(from[1], to[1]), mix(from[2], to[2])];
}

/** A small boat whose waterline is at y = 0. */
function sail(x: number, y: number, colour: Colour): Colour | undefined {
  const hull = y >= -12 && y <= 2 && Math.abs(x) < 34 - (y + 12) * 0.8;
  if (hull) return dark;
  const mast = Math.abs(x) < 2 && y < -12 && y > -92;
  if (mast) return dark;
  const cloth = y < -18 && y > -88 && x > 3 && x < (y + 88) * 0.5;
  const jib = y < -18 && y > -78 && x < -3 && -x < (y + 78) * 0.36;
  return cloth || jib ? colour : undefined;
}

/** A striped tower that stands on y = 0. */
function tower(x: number, y: number): Colour | undefined {
  if (y > 0 || y < -190) return undefined;
  if (y < -176) return Math.abs(x) < (y + 190) * 1.2 ? dark : undefined;
  if (y < -154) return Math.abs(x) < 12 ? [255, 230, 140] : undefined;
  if (y < -148) return Math.abs(x) < 22 ? dark : undefined;
  const wide = 20 + y * 0.04;
  if (Math.abs(x) >= wide) return undefined;
  return Math.floor(-y / 30) % 2 === 0 ? white : red;
}

function star(x: number, y: number, n: number): Colour | undefined {
  const cell = Math.floor(x / 32) * 31 + Math.floor(y / 32) * 57 + n * 7;
  const offX = (cell * 73) % 32;
  const offY = (cell * 41) % 32;
  const size = 1 + (cell % 2);
  return Math.abs((x % 32) - offX) + Math.abs((y % 32) - offY) < size ? white : undefined;
}
