/** Every route of the desk by every role: who gets there, and who does not. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mayDo, roles } from '../../../functions/owner/rights.ts';
import { pathOf } from '../../../functions/site/desk/desk.ts';
import { deskRoutes } from '../../../functions/site/desk/routes.ts';
import { newsletter } from '../../support/newsletter.ts';
import { deskOn } from './stage.ts';

const [own, foreign] = [newsletter({ id: 'own' }), newsletter({ id: 'foreign' })];
const concrete = (path: string, id: string) =>
  path.replace(':id', id).replace(/:[a-z]+/gi, 'unknown');

test('no route is reached without a session', async (t) => {
  const desk = await deskOn(t, [own]);
  for (const route of deskRoutes) {
    const answer = await desk.request(concrete(pathOf(route), 'own'), {
      method: route.method.toUpperCase(),
    });
    assert.equal(answer.status, 303, pathOf(route));
    assert.equal(answer.headers.get('location'), '/desk/in', pathOf(route));
  }
});

test('a reader of figures changes nothing, a writer lets nothing go, an editor settles nothing', () => {
  const acts = deskRoutes.filter(
    ({ method, about }) => method === 'post' && about === 'newsletter',
  );
  const taken = [...new Set(acts.map(({ right }) => right))];
  const rightsOf = (role: (typeof roles)[number]) =>
    taken.filter((right) => right !== 'signed-in' && mayDo({ own: role }, right, 'own'));
  assert.deepEqual(rightsOf('reader'), []);
  assert.deepEqual(rightsOf('writer'), ['curate']);
  assert.deepEqual(rightsOf('editor').sort(), ['curate', 'send']);
  assert.deepEqual(rightsOf('owner').sort(), ['curate', 'readers', 'send', 'settings']);
  assert.ok(!taken.includes('signed-in') && !taken.includes('look'));
  const path = (route: (typeof acts)[number]) => pathOf(route).replace('/desk/n/:id', '');
  const sending = acts.filter(({ right }) => right === 'send').map(path);
  for (const one of ['/today/stop', '/today/go', '/e/:edition/release', '/e/:edition/drop']) {
    assert.ok(sending.includes(one), one);
  }
});

for (const role of roles) {
  test(`a ${role} of one newsletter reaches what the role has, and nothing of another one`, async (t) => {
    const desk = await deskOn(t, [own, foreign]);
    await desk.signedIn('owner');
    const visitor = await desk.signedIn(role, 'own');
    for (const route of deskRoutes) {
      const { right, about, method } = route;
      const ask = (path: string) =>
        method === 'get' ? visitor.get(path) : visitor.post(path, { 'form-token': '' });
      const answer = await ask(concrete(pathOf(route), 'own'));
      const place = about === 'newsletter' ? 'own' : '*';
      const isAllowed = right === 'signed-in' || mayDo(visitor.person.roles, right, place);
      const label = `${method} ${pathOf(route)} as ${role}: ${answer.status}`;
      // A form without its token is refused as foreign, but only for whom it would be.
      const text = await answer.text();
      const isForbidden = answer.status === 403 && !/did not come from the desk/.test(text);
      assert.equal(isForbidden, !isAllowed, label);
      if (about !== 'newsletter') continue;
      const elsewhere = await ask(concrete(pathOf(route), 'foreign'));
      assert.equal(elsewhere.status, 404, `${label}, at another newsletter: ${elsewhere.status}`);
    }
  });
}
