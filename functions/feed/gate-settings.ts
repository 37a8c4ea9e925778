/** What an owner can say of the gate, for a feed or for all feeds of a newsletter. */
import * as v from 'valibot';

/** So long a feed may be made to leave an item alone before it goes, in minutes; 0 for not at all. */
export const settleChoices = [0, 15, 30, 180] as const;

/** Reads `off`, `15`, `30` or `180`. */
export function readSettle(text: string): (typeof settleChoices)[number] | undefined {
  return settleChoices.find((minutes) => settleText(minutes) === text);
}

/** Writes it as it is read. */
export function settleText(minutes: number): string {
  return minutes === 0 ? 'off' : String(minutes);
}

const hoursMax = 14 * 24;

/** The shape of an approval that an owner wants. */
const ApprovalSchema = v.object({
  /** So long the owner's word is waited for. */
  hours: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(hoursMax)),
  /** What happens then. */
  otherwise: v.picklist(['release', 'drop']),
});

/** An approval, or that none is wanted whatever the newsletter says. */
export const ApprovalChoiceSchema = v.union([v.literal('off'), ApprovalSchema]);

/** The owner wants to see an item before it goes: for how long that is waited, and what then. */
export type Approval = v.InferOutput<typeof ApprovalSchema>;

/** What an owner may say of it. */
export type ApprovalChoice = v.InferOutput<typeof ApprovalChoiceSchema>;

/** Reads `24h-release`, `72h-drop` or `off`. */
export function readApproval(text: string): ApprovalChoice | undefined {
  if (text === 'off') return text;
  const [, hours, otherwise] = /^(\d{1,3})h-(release|drop)$/.exec(text) ?? [];
  const read = v.safeParse(ApprovalSchema, { hours: Number(hours), otherwise });
  return read.success ? read.output : undefined;
}

/** Writes it as it is read. */
export function approvalText(approval: ApprovalChoice): string {
  return approval === 'off' ? approval : `${approval.hours}h-${approval.otherwise}`;
}
