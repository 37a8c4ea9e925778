/** An owner of the whole as shipped, with the command as typed and a browser without scripts. */
import type { TestContext } from 'node:test';
import { dispatch } from '../../infra/cli/dispatch.ts';
import { clickIn } from './desk-clicks.ts';
import { foundCloud } from './found-cloud.ts';
import { testCloudAsShipped } from './shipped.ts';

const owner = 'anna@desk.example';

/** Starts it with its owner let in at the desk; `signIn` is each time another visit. */
export async function ownerAtDesk(t: TestContext) {
  const { cloud, folder } = await foundCloud(t, testCloudAsShipped);
  const command = async (...words: string[]) => {
    const said = await dispatch([...words, '--data', folder], { columns: 200, folder });
    return [...said.out, ...said.err].join('\n');
  };
  await command('desk', 'add', owner);
  const signIn = async () => {
    const [link = ''] = /https?:\S+/.exec(await command('desk', 'link', owner)) ?? [];
    return clickIn(cloud, link);
  };
  return { cloud, command, signIn };
}
