/** Writes pictures as PNG (W3C PNG, third edition): 8-bit RGB, one compressed chunk. */
import { crc32, deflateSync } from 'node:zlib';

/** Each part from 0 to 255. */
export type Colour = readonly [red: number, green: number, blue: number];

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const bytesPerPixel = 3;
/** Filter type 1: each byte as the difference to the pixel on its left (section 9.2). */
const filterSub = 1;

/** A picture of the given size, asked for its colour at each pixel. */
export function png(
  width: number,
  height: number,
  colourAt: (x: number, y: number) => Colour,
): Uint8Array<ArrayBuffer> {
  const stride = 1 + width * bytesPerPixel;
  const rows = Buffer.alloc(stride * height);
  for (let y = 0; y < height; y += 1) {
    rows[y * stride] = filterSub;
    let left: Colour = [0, 0, 0];
    for (let x = 0; x < width; x += 1) {
      const colour = colourAt(x, y);
      const at = y * stride + 1 + x * bytesPerPixel;
      // Differences are taken modulo 256, which is what a write to a byte does.
      for (const i of [0, 1, 2] as const) rows[at + i] = colour[i] - left[i];
      left = colour;
    }
  }
  const body = deflateSync(rows, { level: 9 });
  const parts = [signature, chunk('IHDR', header(width, height)), chunk('IDAT', body)];
  return new Uint8Array(Buffer.concat([...parts, chunk('IEND', Buffer.alloc(0))]));
}

function header(width: number, height: number): Buffer {
  const data = Buffer.alloc(13);
  data.writeUInt32BE(width, 0);
  data.writeUInt32BE(height, 4);
  // Bit depth 8, colour type 2 (RGB), and the only compression, filter and interlace there is.
  data.set([8, 2, 0, 0, 0], 8);
  return data;
}

function chunk(type: string, data: Buffer): Buffer {
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(typed.length + 8);
  framed.writeUInt32BE(data.length, 0);
  typed.copy(framed, 4);
  framed.writeUInt32BE(crc32(typed), typed.length + 4);
  return framed;
}
