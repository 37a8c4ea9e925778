/** What is told of a list before anything is done: how it is understood, and what of it is not. */
import * as v from 'valibot';
import type { Said, Standing } from '../list/consent-cell.ts';
import type { RowFault } from '../list/fault.ts';
import type { Column } from '../list/list-layout.ts';
import type { ListCounts, OpenedList } from '../list/opened-list.ts';
import {
  type AmbiguousDate,
  ambiguousDates,
  type ToldColumn,
  toldColumns,
} from '../list/told-columns.ts';
import { pack, unpack } from './packed.ts';

/** A row that cannot be taken, by its line in the file. */
export interface UnreadRow {
  readonly line: number;
  readonly fault: RowFault;
}

/** The look-first table. Texts are the list's, shortened: any text at all, but no address. */
export interface ListLook {
  readonly system: string;
  /** What the kind or the name of the file says of everybody in it. */
  readonly ofAll?: Standing;
  /** The first hundred; `columnCount` tells of all. None of an export of ours. */
  readonly columns: readonly ToldColumn[];
  readonly columnCount: number;
  /** Headings that seem to speak of consent and are not understood: no proof goes with them. */
  readonly notUnderstood: readonly string[];
  /** What rows say, by the worst of their cells. */
  readonly says: Readonly<Partial<Record<Said, number>>>;
  readonly ambiguous: readonly AmbiguousDate[];
  readonly rows: number;
  /** The first hundred rows that cannot be taken; the counts tell of all. */
  readonly unread: readonly UnreadRow[];
}

const columnsMax = 100;
const unreadMax = 100;
const headingCharsMax = 100;
const cellCharsMax = 60;

/** What is told of a list that was read through. */
export function lookOf(
  list: OpenedList,
  counts: ListCounts | undefined,
  rows: number,
  unread: readonly UnreadRow[],
): ListLook {
  const { layout, profile } = list.foreign ?? {};
  const columns: readonly Column[] = layout?.columns ?? [];
  return {
    system: list.system,
    ...(layout?.ofAll === undefined ? {} : { ofAll: layout.ofAll }),
    columns: toldColumns(list, counts).slice(0, columnsMax).map(shortened),
    columnCount: columns.length,
    notUnderstood: columns
      .filter(({ meaning }) => meaning === 'not-understood')
      .slice(0, columnsMax)
      .map(({ heading }) => heading.slice(0, headingCharsMax)),
    says: Object.fromEntries(counts?.rows ?? []),
    ambiguous:
      profile === undefined
        ? []
        : ambiguousDates(columns, profile)
            .slice(0, columnsMax)
            .map((one) => ({
              ...one,
              heading: one.heading.slice(0, headingCharsMax),
              cell: one.cell.slice(0, cellCharsMax),
            })),
    rows,
    unread,
  };
}

function shortened({ heading, examples, ...column }: ToldColumn): ToldColumn {
  return {
    ...column,
    heading: heading.slice(0, headingCharsMax),
    examples: examples.map((cell) => cell.slice(0, cellCharsMax)),
  };
}

/** The first rows that cannot be taken, in the order in which they come. */
export function openUnread() {
  const unread: UnreadRow[] = [];
  const note = (line: number, fault: RowFault) => {
    if (unread.length < unreadMax) unread.push({ line, fault: shortFault(fault) });
  };
  return { unread, note };
}

/** A cell that is quoted may hold an address. */
function shortFault(fault: RowFault): RowFault {
  if (fault.kind !== 'open') return fault;
  const word = fault.word.includes('@') ? '…' : fault.word.slice(0, cellCharsMax);
  return { ...fault, heading: fault.heading.slice(0, headingCharsMax), word };
}

const lookShape = v.looseObject({
  system: v.string(),
  columns: v.array(v.looseObject({ heading: v.string(), examples: v.array(v.string()) })),
  unread: v.array(v.looseObject({ line: v.number() })),
});

/** The look as it is kept. */
export function packLook(look: ListLook): Uint8Array {
  return pack(Buffer.from(JSON.stringify(look)));
}

/** The look that was kept. */
export function unpackLook(packed: Uint8Array): ListLook {
  const text = Buffer.from(unpack(packed)).toString();
  return v.parse(lookShape, JSON.parse(text)) as unknown as ListLook;
}
