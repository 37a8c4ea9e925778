/** How deeply markup nests, in one pass and without a parser: those are quadratic in the depth. */
import { readMarkup } from './markup.ts';

const voidElements = new Set(
  'area base br col embed hr img input link meta param source track wbr'.split(' '),
);

/** Often left open in honest pages, and closed by a parser at the next of their kind. */
const closedByOthers = new Set('p li dt dd option tr td th tbody thead'.split(' '));
const leftOpenMax = 2_000;

/** Whether elements nest deeper than that; those that HTML closes by itself have more room. */
export function isDeeperThan(html: string, depthMax: number): boolean {
  let depth = 0;
  let leftOpen = 0;
  let tooDeep = false;
  readMarkup(
    html,
    {
      open(name, _attributes, selfClosing) {
        if (selfClosing || voidElements.has(name)) return;
        if (closedByOthers.has(name)) leftOpen += 1;
        else depth += 1;
        tooDeep ||= depth > depthMax || leftOpen > leftOpenMax;
      },
      close(name) {
        if (voidElements.has(name)) return;
        if (closedByOthers.has(name)) leftOpen = Math.max(0, leftOpen - 1);
        else depth = Math.max(0, depth - 1);
      },
      text: nothing,
      cdata: nothing,
      enough: () => tooDeep,
    },
    { html: true },
  );
  return tooDeep;
}

function nothing(): void {}
