/** The settings of a newsletter, for programs: what a change would do, and the change itself. */
import * as v from 'valibot';
import { applyEdit, type Edit, type PlannedEdit, planEdit } from '../../../edition/setup/edit.ts';
import type { WeighedChange } from '../../../edition/setup/effects.ts';
import type { Standing } from '../../../edition/setup/standing.ts';
import { writtenOf } from '../../../edition/setup/standing.ts';
import type { Mistake } from '../../../edition/setup/wanted.ts';
import { notedText } from '../noted.ts';
import { fieldsIn, type SettingPart, settingParts } from '../settings-fields.ts';
import { changesTold, changeText, effectText } from '../settings-values.ts';
import { settingsWords } from '../settings-words.ts';
import {
  type Answer,
  type ApiDesk,
  type ApiRoute,
  type NewsletterCall,
  ofNewsletter,
  ok,
} from './api.ts';
import { pointerIn, type SentSettings } from './pointers.ts';
import { type Problem, refuse } from './problems.ts';
import { Count } from './schemas.ts';

const tag = 'Settings';

const keysOf = (part: SettingPart) => fieldsIn(part).map(({ key }) => key);
const usualParts = (Object.keys(settingParts) as SettingPart[]).filter((part) => part !== 'sender');

/** The names of all settings that forms have. */
export const settingKeys = (Object.keys(settingParts) as SettingPart[]).flatMap(keysOf);

const valuesOf = (keys: readonly string[]) =>
  v.optional(
    v.pipe(
      v.record(v.picklist(keys), v.unknown()),
      v.description('By the dotted name of each, such as theme.font; null takes one away'),
    ),
    {},
  );

const Sections = v.optional(
  v.pipe(
    v.array(
      v.strictObject({
        id: v.string(),
        name: v.string(),
        feedsTo: v.optional(
          v.pipe(
            v.string(),
            v.description('It goes, and its feeds move to the section of this id'),
          ),
        ),
      }),
    ),
    v.description('All of them in their order'),
  ),
);

const usual = { values: valuesOf(usualParts.flatMap(keysOf)), sections: Sections };
const sender = { values: valuesOf(keysOf('sender')) };
const plan = v.pipe(v.string(), v.description('The `plan` of what was planned'));

const ChangeAnswer = v.strictObject({
  key: v.string(),
  from: v.unknown(),
  to: v.unknown(),
  says: v.string(),
  does: v.string(),
  readers: v.optional(v.pipe(Count, v.description('Whom it reaches, where that was counted'))),
});
const Changes = v.pipe(v.array(ChangeAnswer), v.description('None where it is so already'));
const Planned = v.strictObject({
  plan: v.optional(v.pipe(v.string(), v.description('Absent where nothing would change'))),
  changes: Changes,
});
const Changed = v.strictObject({ changes: Changes });

const planned = { 200: { means: 'What would change', schema: Planned } };
const changed = { 200: { means: 'What was changed', schema: Changed } };
const settings = { tag, right: 'settings', problems: ['closed', 'notNow'] } as const;

/** The routes. */
export const settingsRoutes: readonly ApiRoute[] = [
  ofNewsletter({
    ...{ method: 'get', path: '/settings', name: 'getSettings', tag, right: 'settings' },
    summary: 'All settings of a newsletter, with its feeds',
    details: 'As `paperboy pull` writes them into a file.',
    answers: {
      200: {
        means: 'The settings',
        schema: v.looseObject({
          version: v.number(),
          id: v.string(),
          sections: v.array(v.looseObject({ id: v.string() })),
        }),
      },
    },
    answer: async ({ newsletter: { id } }, _, { deps }) => {
      const standing = await deps.settings.reads(id).standing(id);
      const { newsletter } = standing;
      return newsletter === undefined
        ? refuse('missing')
        : ok(writtenOf({ ...standing, newsletter }));
    },
  }),
  ofNewsletter({
    ...{ ...settings, method: 'post', path: '/settings/plan', name: 'planSettings' },
    summary: 'What a change of the settings would do, and for how many readers',
    details: 'Nothing is changed by it. What is not named stays as it is.',
    body: v.strictObject(usual),
    answers: planned,
    answer: (call, { body }, desk) => planned200(call, body, desk),
  }),
  ofNewsletter({
    ...{ ...settings, method: 'post', path: '/settings', name: 'changeSettings' },
    summary: 'Change settings as it was planned',
    details: 'When something is otherwise by now than it was planned, nothing is changed.',
    body: v.strictObject({ ...usual, plan }),
    answers: changed,
    answer: (call, { body }, desk) => change(call, body, desk),
  }),
  ofNewsletter({
    ...{ ...settings, method: 'post', path: '/sender/plan', name: 'planSender' },
    summary: 'What mailing from another address would do',
    details: 'Nothing is changed by it.',
    body: v.strictObject(sender),
    answers: planned,
    answer: (call, { body }, desk) => planned200(call, body, desk),
  }),
  ofNewsletter({
    ...{ ...settings, method: 'post', path: '/sender', name: 'changeSender', isGrave: true },
    summary: 'Change whom mails come from, as it was planned',
    details: 'Mails that go out meanwhile are not called back.',
    body: v.strictObject({ ...sender, plan }),
    answers: changed,
    answer: (call, { body }, desk) => change(call, body, desk),
  }),
];

interface Wanted {
  readonly values: Readonly<Record<string, unknown>>;
  readonly sections?: v.InferOutput<typeof Sections>;
}

function editOf(
  { newsletter, now }: NewsletterCall,
  { values, sections }: Wanted,
  { settings: { sender: ours } }: ApiDesk,
): Edit {
  return {
    ...{ newsletterId: newsletter.id, domain: ours?.domain, now },
    // What is planned is held to its hash: a program has no form that was shown.
    ...{ values: new Map(Object.entries(values)), shown: new Map() },
    ...(sections === undefined ? {} : { sections: sections.map(sectionOf) }),
  };
}

function sectionOf({ id, name, feedsTo }: NonNullable<v.InferOutput<typeof Sections>>[number]) {
  return { id, name, ...(feedsTo === undefined ? {} : { feedsTo }) };
}

async function planned200(call: NewsletterCall, body: Wanted, desk: ApiDesk): Promise<Answer> {
  const reads = desk.deps.settings.reads(call.newsletter.id);
  const planned = await planEdit(editOf(call, body, desk), reads);
  call.tell({ after: planned.kind });
  if (planned.kind === 'same') return ok({ changes: [] });
  if (planned.kind !== 'planned') return refusalOf(planned, body, call);
  const { plan: weighed, changes } = planned;
  return ok({ plan: weighed.hash, changes: changesOf(changes, weighed.standing, call) });
}

async function change(
  call: NewsletterCall,
  { plan: hash, ...body }: Wanted & { readonly plan: string },
  { deps, settings: around }: ApiDesk,
): Promise<Answer> {
  const reads = deps.settings.reads(call.newsletter.id);
  const edit = editOf(call, body, { deps, settings: around });
  const applied = await applyEdit(edit, hash, { reads, writes: deps.settings.writes });
  if (applied.kind === 'done') {
    call.tell(changesTold(applied.changes));
    return ok({ changes: changesOf(applied.changes, applied.standing, call) });
  }
  const { planned: now } = applied;
  if (now.kind !== 'same') return refusalOf(now, body, call);
  // It is so already: the same call once more.
  call.tell({ outcome: 'refused' });
  return ok({ changes: [] });
}

function refusalOf(
  planned: Exclude<PlannedEdit, { kind: 'same' }>,
  sent: Wanted,
  call: NewsletterCall,
): Problem {
  switch (planned.kind) {
    case 'closed':
    case 'missing':
      return refuse(planned.kind);
    case 'wrong':
      return mistaken(planned.mistakes, sent, call);
    default:
      return refuse('notNow', settingsWords[call.language.tongue].clash.lead);
  }
}

/** What does not fit a newsletter, each with its place in what was sent. */
export function mistaken(
  mistakes: readonly Mistake[],
  sent: SentSettings,
  { language }: Pick<NewsletterCall, 'language'>,
): Problem {
  const errors = mistakes.map(({ path, message }) => ({
    at: pointerIn(sent, path, settingKeys),
    says: notedText(message, language),
  }));
  return refuse('invalid', undefined, { errors });
}

function changesOf(
  changes: readonly WeighedChange[],
  standing: Standing,
  { language }: NewsletterCall,
): v.InferOutput<typeof Changes> {
  const wording = { words: settingsWords[language.tongue], language };
  return changes.map((one) => {
    const { key, from, to, effect } = one;
    const reached = effect.readers === undefined ? {} : { readers: effect.readers };
    const does = effectText(one, wording);
    return { key, from, to, says: changeText(one, wording, standing), does, ...reached };
  });
}
