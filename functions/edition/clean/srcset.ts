/** The candidates of a picture, read in one pass (HTML §4.8.4.2.2). */
import { trimEndOf } from '../../config/trim-end.ts';

/** Wider pictures cost readers time and show nothing more at 600 px, twice as dense. */
const imageWidthMax = 1200;

interface Candidate {
  readonly url: string;
  readonly width: number;
}

/** The widest candidate of a `srcset` within the limit, else the first; undefined for none. */
export function bestOf(srcset: string | undefined): string | undefined {
  const candidates = candidatesIn(srcset ?? '');
  const fitting = candidates.filter(({ width }) => width <= imageWidthMax);
  fitting.sort((a, b) => b.width - a.width);
  return (fitting[0] ?? candidates[0])?.url;
}

function candidatesIn(srcset: string): Candidate[] {
  const candidates: Candidate[] = [];
  let url = '';
  let descriptor = '';
  const close = () => {
    if (url !== '') candidates.push({ url, width: widthOf(descriptor) });
    url = '';
    descriptor = '';
  };
  for (const word of srcset.split(/\s+/)) {
    if (url === '') {
      url = word.replace(/^,+/, '');
      // A comma within a URL is a part of it.
      if (!url.endsWith(',')) continue;
      url = trimEndOf(url, /,/);
      close();
      continue;
    }
    const comma = word.indexOf(',');
    descriptor ||= comma < 0 ? word : word.slice(0, comma);
    if (comma < 0) continue;
    close();
    url = word.slice(comma + 1);
  }
  close();
  return candidates;
}

function widthOf(descriptor: string): number {
  const size = Number.parseFloat(descriptor) || 1;
  return descriptor.endsWith('w') ? size : size * (imageWidthMax / 2);
}
