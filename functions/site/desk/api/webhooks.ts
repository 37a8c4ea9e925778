/** Webhooks: programs that are told what happens, made and taken away by programs. */
import * as v from 'valibot';
import { type Hook, hookEvents } from '../../../hook/hook.ts';
import { addHook } from '../../../hook/set-up.ts';
import { posting } from '../hooks-page.ts';
import { hooksWords } from '../hooks-words.ts';
import { notedOrQuoted, notedText } from '../noted.ts';
import {
  type Answer,
  type ApiDesk,
  type ApiRoute,
  type Asked,
  created,
  type NewsletterCall,
  nothing,
  ofNewsletter,
  ok,
} from './api.ts';
import { refuse } from './problems.ts';
import { Instant, instantOf, maybeAt, text } from './schemas.ts';

const tag = 'Webhooks';

const fields = {
  id: v.string(),
  url: v.string(),
  events: v.array(v.picklist(hookEvents)),
  createdAt: Instant,
  offSince: v.optional(
    v.pipe(Instant, v.description('It was switched off then: it did not take what it was told')),
  ),
  failure: v.optional(v.strictObject({ at: Instant, reason: v.string() })),
};

const HookAnswer = v.pipe(v.strictObject(fields), v.metadata({ ref: 'Webhook' }));

const NewHookAnswer = v.pipe(
  v.strictObject({
    ...fields,
    secret: v.pipe(v.string(), v.description('Signs the messages; it is told this once')),
  }),
  v.metadata({ ref: 'NewWebhook' }),
);

const WantedHook = v.strictObject({
  url: text(2_000),
  events: v.optional(
    v.pipe(
      v.array(v.picklist(hookEvents)),
      v.minLength(1, 'Name what it is to be told of.'),
      v.description('All of them without it'),
    ),
    [...hookEvents],
  ),
});

function answerOf(hook: Hook): v.InferOutput<typeof HookAnswer> {
  const { id, url, events, createdAt, failure } = hook;
  return {
    ...{ id, url, events: [...events], createdAt: instantOf(createdAt) },
    ...maybeAt('offSince', hook.offSince),
    ...(failure === undefined
      ? {}
      : { failure: { at: instantOf(failure.at), reason: failure.reason } }),
  };
}

/** The routes. */
export const webhookRoutes: readonly ApiRoute[] = [
  ofNewsletter({
    ...{ method: 'get', path: '/webhooks', name: 'listWebhooks', tag, right: 'settings' },
    summary: 'Programs that are told what happens',
    answers: {
      200: { means: 'All of them', schema: v.strictObject({ webhooks: v.array(HookAnswer) }) },
    },
    answer: async ({ newsletter }, _, { deps }) =>
      ok({ webhooks: (await deps.programs.hooks.list(newsletter.id)).map(answerOf) }),
  }),
  ofNewsletter({
    ...{ method: 'post', path: '/webhooks', name: 'addWebhook', tag, right: 'settings' },
    summary: 'Have a program told what happens',
    details:
      'Messages are signed as Standard Webhooks are. An address is told once: adding it again answers 200 with the webhook that is there, without its secret.',
    body: WantedHook,
    answers: {
      200: { means: 'It is told already', schema: HookAnswer },
      201: { means: 'It is told from now on', schema: NewHookAnswer },
    },
    problems: ['refused'],
    answer: postHook,
  }),
  ofNewsletter({
    ...{ method: 'delete', path: '/webhooks/:webhook', name: 'removeWebhook', tag },
    right: 'settings',
    summary: 'Tell a program nothing more',
    answers: { 204: { means: 'It is told nothing more' } },
    answer: async (call, { params }, { deps }) => {
      const id = params.webhook ?? '';
      const all = await deps.programs.hooks.list(call.newsletter.id);
      const hook = all.find((one) => one.id === id);
      if (hook === undefined) return refuse('missing');
      await deps.programs.hooks.remove({ newsletterId: call.newsletter.id, id });
      call.tell({ object: `hook ${id}`, before: new URL(hook.url).origin });
      return nothing;
    },
  }),
  ofNewsletter({
    ...{ method: 'post', path: '/webhooks/:webhook/test', name: 'testWebhook', tag },
    right: 'settings',
    summary: 'Post a message that means nothing',
    details: 'A webhook that takes it is told again from now on, if it was switched off.',
    answers: { 204: { means: 'It took it' } },
    problems: ['notNow'],
    answer: async (call, { params }, desk) => {
      const { id: newsletterId } = call.newsletter;
      const all = await desk.deps.hooks.list(newsletterId);
      const hook = all.find(({ id }) => id === params.webhook);
      if (hook === undefined) return refuse('missing');
      const posted = await posting({ newsletterId, hook }, desk);
      const isTaken = posted.kind === 'accepted';
      call.tell({ object: `hook ${hook.id}`, outcome: isTaken ? 'done' : 'failed' });
      if (isTaken) return nothing;
      const { testRefused } = hooksWords[call.language.tongue];
      const reason = notedOrQuoted(posted.reason, call.language);
      return refuse('notNow', call.language.say(testRefused, { reason }));
    },
  }),
];

async function postHook(
  call: NewsletterCall,
  { body }: Asked<undefined, typeof WantedHook>,
  { deps }: ApiDesk,
): Promise<Answer> {
  const { id: newsletterId } = call.newsletter;
  const { hooks } = deps.programs;
  const href = URL.canParse(body.url) ? new URL(body.url).href : body.url;
  const known = (await hooks.list(newsletterId)).find(({ url }) => url === href);
  if (known !== undefined) {
    call.tell({ object: `hook ${known.id}`, outcome: 'refused' });
    return ok(answerOf(known));
  }
  const added = await addHook(
    { newsletterId, url: body.url, events: body.events },
    {
      ...{ list: hooks.list, add: hooks.add, key: deps.hashKey },
      ...{ randomId: deps.randomId, now: deps.now, allowedOrigins: deps.feedOrigins },
    },
  );
  if (added.kind === 'refused') return refuse('refused', notedText(added.reason, call.language));
  const { hook, secret } = added;
  call.tell({ object: `hook ${hook.id}`, after: new URL(hook.url).origin });
  return created({ ...answerOf(hook), secret });
}
