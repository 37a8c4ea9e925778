/** Every route of programs by every right and every maker: who gets there, and who does not. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hourMs } from '../../../functions/config/time.ts';
import { mayDo, roles } from '../../../functions/owner/rights.ts';
import { tokenRights } from '../../../functions/owner/token.ts';
import { type ApiRoute, apiPathOf } from '../../../functions/site/desk/api/api.ts';
import { apiRoutes } from '../../../functions/site/desk/api/routes.ts';
import { newsletter } from '../../support/newsletter.ts';
import { deskForPrograms, type Program, root } from './program.ts';

const papers = [newsletter({ id: 'own' }), newsletter({ id: 'foreign' })];

const concrete = (route: ApiRoute, id: string) =>
  apiPathOf(route)
    .replace(':newsletter', id)
    .replaceAll(/:[a-z]+/g, 'unknown')
    .slice(root.length);

function call(program: Program, route: ApiRoute, id = 'own') {
  const path = concrete(route, id);
  if (route.method === 'get') return program.get(path);
  return route.method === 'post' ? program.post(path, {}) : program.remove(path);
}

/** A token is enough to be told what it may look at. */
const isFree = ({ right }: ApiRoute) => right === 'any';

test('no route is reached without a token, and a cookie is none', async (t) => {
  const desk = await deskForPrograms(t, papers);
  const { cookie } = await desk.signedIn('owner');
  for (const route of apiRoutes) {
    // Whoever shows no token that works is soon told to wait an hour.
    desk.clock.at += hourMs;
    for (const headers of [{}, { cookie }, { cookie, authorization: 'Bearer pbt_a_b_c' }]) {
      const path = `${root}${concrete(route, 'own')}`;
      const answer = await desk.request(path, { method: route.method.toUpperCase(), headers });
      assert.equal(answer.status, 401, path);
      assert.equal(answer.headers.get('www-authenticate'), 'Bearer realm="desk"');
      assert.deepEqual(answer.headers.getSetCookie(), []);
    }
  }
});

/** What the page of tokens says that each right is for, by the paths of routes. */
const meant: Readonly<Record<string, RegExp>> = {
  look: /^GET (?!.*:newsletter\/(?:readers|default-move|imports|moves|log|settings|webhooks|deletion)\b)(?!.*\/gone$)(?!.*\/dead-letters$)/,
  curate:
    /^(?:POST|DELETE) .*\/(?:items\/\w+|marks(?:\/:mark)?|notes|own-items|feeds\/:feed\/(?:printing|read|held)|filters(?:\/try)?)$/,
  send: /^(?:POST|DELETE) .*(?:\/editions\/:edition\/\w+|\/next\/(?:stop|go|skip|unskip|test)|\/sending\/[\w-]+)$|\/dead-letters/,
  readers: /:newsletter\/(?:readers|default-move|imports|moves)\b|\/gone$/,
  settings:
    /^(?:POST|DELETE) .*(?:\/feeds(?:\/:feed(?:\/(?:stop|resume|watching))?)?|\/opml|\/gate|\/newsletters|\/sender(?:\/plan)?|\/close|\/reopen)$|:newsletter\/(?:settings|log|webhooks|deletion)\b/,
};

test('each right of a token is for what its words say, and for nothing else', () => {
  for (const route of apiRoutes.filter((one) => !isFree(one))) {
    const call = `${route.method.toUpperCase()} ${apiPathOf(route)}`;
    const rights = Object.keys(meant).filter((right) => meant[right]?.test(call));
    assert.deepEqual(rights, [route.right], call);
  }
});

for (const right of tokenRights) {
  test(`a token for ${right} at one newsletter reaches what takes that, and nothing of another one`, async (t) => {
    const { program } = await deskForPrograms(t, papers);
    const own = await program({ rights: [right], for: 'own' });
    for (const route of apiRoutes) {
      const label = `${route.method} ${apiPathOf(route)} by ${right}`;
      const isHeld = route.right === right || route.right === 'look';
      const isAllowed = isFree(route) || (isHeld && route.about === 'newsletter');
      const { status, body } = await call(own, route);
      const isGrave = body?.kind === 'grave';
      assert.equal(isGrave, isAllowed && route.isGrave === true, label);
      assert.equal(status === 403 && !isGrave, !isAllowed, `${label}: ${status}`);
      if (route.about === 'all') continue;
      assert.equal((await call(own, route, 'foreign')).status, 404, label);
    }
  });
}

for (const role of roles) {
  test(`a token of everything that a ${role} made does what a ${role} may`, async (t) => {
    const { program, deps, signedIn } = await deskForPrograms(t, papers);
    await signedIn('owner');
    const all = await program({ isGrave: true });
    // Its maker has less since, and nobody has taken the token away.
    const { person } = all;
    const less = { ...person, roles: { own: role }, epoch: person.epoch + 1 };
    assert.ok(await deps.people.save(less, person));
    for (const route of apiRoutes) {
      const label = `${route.method} ${apiPathOf(route)} as ${role}`;
      const place = route.about === 'newsletter' ? 'own' : '*';
      const isAllowed = route.right === 'any' || mayDo(less.roles, route.right, place);
      const { status, body } = await call(all, route);
      const isRefused = status === 403 && body.kind === 'right';
      assert.equal(isRefused, !isAllowed, `${label}: ${status}`);
      if (route.about === 'all') continue;
      assert.equal((await call(all, route, 'foreign')).status, 404, label);
    }
  });
}

test('nothing that cannot be undone is done without a token that was made for it', async (t) => {
  const { program } = await deskForPrograms(t, papers);
  const grave = apiRoutes.filter(({ isGrave }) => isGrave === true);
  assert.deepEqual(
    grave.map(({ name }) => name),
    [
      ...['deleteNewsletter', 'changeSender', 'removeFeed', 'exportReaders', 'eraseReader'],
      'dropDeadLetters',
    ],
  );
  const [usual, made] = [await program(), await program({ isGrave: true })];
  for (const route of grave) {
    assert.equal((await call(usual, route)).body.kind, 'grave');
    assert.notEqual((await call(made, route)).status, 403);
  }
});
