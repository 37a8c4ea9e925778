/** What a newsletter says of the gate for all its feeds, and a feed for itself. */
import type { Context } from 'hono';
import { html } from 'hono/html';
import type { NewsletterGate } from '../../feed/gate/gate-rules.ts';
import {
  type Approval,
  type ApprovalChoice,
  approvalText,
  readApproval,
  readSettle,
  settleChoices,
  settleText,
} from '../../feed/gate-settings.ts';
import type { Html } from '../page.ts';
import { readForm } from '../visitor.ts';
import { type Desk, type DeskRoute, deskPath, type NewsletterVisit } from './desk.ts';
import type { Saying } from './feed-says.ts';
import type { FeedsUses } from './feeds-uses.ts';
import { actForm, choiceField, factList, goTo } from './parts.ts';

const hoursOffered = [6, 12, 24, 48, 72] as const;
/** So many feeds with something that waits are looked at anew; the others come by themselves. */
const lookAgainMax = 200;

/** POST /desk/n/:id/feeds/gate */
export const gateRoutes: readonly DeskRoute<FeedsUses>[] = [
  { method: 'post', path: '/feeds/gate', about: 'newsletter', right: 'settings', answer: postGate },
];

/** The choices of how long a feed must leave an item alone. */
export function settleOptions({ words: { gate } }: Saying): (readonly [string, string])[] {
  return settleChoices.map((minutes) => {
    const text = settleText(minutes);
    return [text, gate.settles[text as keyof typeof gate.settles] ?? text];
  });
}

/** The choices of whether somebody's word is waited for; `now` is among them, whatever it is. */
export function approvalOptions(saying: Saying, now: string): (readonly [string, string])[] {
  const { gate } = saying.words;
  const { say } = saying.language;
  const offered = hoursOffered.flatMap((hours) => [`${hours}h-release`, `${hours}h-drop`]);
  const all = ['off', ...new Set([...(now === '' || now === 'off' ? [] : [now]), ...offered])];
  return all.map((text) => {
    const read = readApproval(text);
    if (read === undefined || read === 'off') return [text, gate.approvalOff];
    const { hours, otherwise } = read;
    return [text, say(otherwise === 'drop' ? gate.approvalDrop : gate.approvalRelease, { hours })];
  });
}

/** What is said for all feeds: a form for whoever may change it. */
export function gateForm(visit: NewsletterVisit, gate: NewsletterGate, saying: Saying): Html {
  const { words } = saying;
  const { id, sections } = visit.newsletter;
  const settle = settleText(gate.settleMinutes ?? 0);
  const approval = approvalText(gate.approval ?? 'off');
  const [settles, approvals] = [settleOptions(saying), approvalOptions(saying, approval)];
  const nameOf = (all: readonly (readonly [string, string])[], value: string) =>
    all.find(([one]) => one === value)?.[1] ?? value;
  const part = visit.may('settings')
    ? actForm(
        visit,
        deskPath(id, '/feeds/gate'),
        html`${choiceField({ name: 'settle', label: words.gate.settle, value: settle, options: settles })}
${choiceField({ name: 'approval', label: words.gate.approval, value: approval, options: approvals })}`,
        words.gate.save,
        { kind: 'second' },
      )
    : factList([
        [words.gate.settle, nameOf(settles, settle)],
        [words.gate.approval, nameOf(approvals, approval)],
      ]);
  const links = sections.map(
    (section) =>
      html`<li><a href="${deskPath(id, `/feeds/section/${section.id}`)}" dir="auto">${section.name}</a> (${visit.language.number(gate.filters.get(section.id)?.length ?? 0)})</li>`,
  );
  return html`<p>${words.gate.lead}</p>${part}<h3>${words.gate.sections}</h3><ul class="list">${links}</ul>`;
}

async function postGate(
  c: Context,
  visit: NewsletterVisit,
  { deps }: Desk<FeedsUses>,
): Promise<Response> {
  const { id: newsletterId } = visit.newsletter;
  const form = await readForm(c);
  const settleMinutes = readSettle(form.text('settle'));
  const approval = readApproval(form.text('approval'));
  const path = deskPath(newsletterId, '/feeds');
  if (settleMinutes === undefined || approval === undefined) {
    visit.tell({ outcome: 'refused' });
    return goTo(c, path, 'bad');
  }
  visit.tell(await changeGate(visit, { settleMinutes, approval }, deps));
  return goTo(c, path, 'gate');
}

/** Says it for all feeds that say nothing else; what the log is told of it. */
export async function changeGate(
  { newsletter, now }: Pick<NewsletterVisit, 'newsletter' | 'now'>,
  {
    settleMinutes,
    approval,
  }: { readonly settleMinutes: number; readonly approval: ApprovalChoice },
  deps: Pick<FeedsUses, 'gateSettings' | 'atGate' | 'feeds'>,
): Promise<{ readonly before: string; readonly after: string }> {
  const before = await deps.gateSettings.load(newsletter.id);
  const said = { settleMinutes, approval: approval === 'off' ? undefined : approval };
  await deps.gateSettings.change(newsletter.id, said);
  await lookAgain(newsletter.id, now, deps);
  return { before: gateText(before), after: gateText(said) };
}

interface SaidOfGate {
  readonly settleMinutes?: number | undefined;
  readonly approval?: Approval | undefined;
}

function gateText({ settleMinutes = 0, approval }: SaidOfGate): string {
  return `settle ${settleText(settleMinutes)}, approval ${approvalText(approval ?? 'off')}`;
}

/** What waits is judged by what holds now. */
export async function lookAgain(
  newsletterId: string,
  now: number,
  { atGate, feeds }: Pick<FeedsUses, 'atGate' | 'feeds'>,
): Promise<void> {
  for (const feedId of (await atGate.waiting(newsletterId)).slice(0, lookAgainMax)) {
    await feeds.change({ newsletterId, feedId }, { gateAt: now });
  }
}
