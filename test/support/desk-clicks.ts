/** Somebody's browser at the desk of a stage, without a script. */
import { setTimeout } from 'node:timers/promises';
import type { Cloud } from '../../infra/local/cloud.ts';

/** Between two clicks. A new account's site takes two requests at once. */
const clickMs = 250;

/** Signs in by a link of `paperboy desk link`. */
export async function clickIn(cloud: Pick<Cloud, 'origin'>, link: string) {
  let cookie = '';
  const ask = async (path: string, fields?: Readonly<Record<string, string>>) => {
    await setTimeout(clickMs);
    const body = fields && new URLSearchParams(fields);
    const answer = await fetch(new URL(path, cloud.origin), {
      redirect: 'manual',
      headers: { cookie, ...(body && { 'sec-fetch-site': 'same-origin' }) },
      ...(body && { method: 'POST', body }),
    });
    const kept = answer.headers.getSetCookie().map((one) => one.split(';')[0]);
    cookie = [...new Set([...cookie.split('; '), ...kept].filter(Boolean))].join('; ');
    return {
      status: answer.status,
      text: await answer.text(),
      to: answer.headers.get('location'),
    };
  };
  await ask(link, {});
  return {
    ask,
    textOf: async (path: string) => (await ask(path)).text,
    /** Sends a form of a page, with what is hidden in it of these names. */
    press: async (
      page: string,
      action: string,
      {
        hidden = [],
        ...typed
      }: { readonly hidden?: readonly string[] } & Readonly<Record<string, unknown>> = {},
    ) => {
      const { text } = await ask(page);
      const field = (name: string) =>
        new RegExp(`name="${name}" value="([^"]+)"`).exec(text)?.[1] ?? '';
      const named = ['form-token', ...hidden].map((name) => [name, field(name)]);
      const fields = { ...Object.fromEntries(named), ...typed } as Record<string, string>;
      return (await ask(action, fields)).to;
    },
  };
}
