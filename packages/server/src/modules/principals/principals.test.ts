import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Person, uuidOf } from '@wardroom/contract';
import type { Who } from '../../testing/fixtures.ts';
import { randomId } from '../../testing/harness.ts';
import {
  codeOf,
  createIdentityHarness,
  dump,
  goodPassword,
  type IdentityHarness,
  observed,
  outputOf,
} from '../../testing/identity.ts';

describe('principals', () => {
  let h: IdentityHarness;
  before(async () => {
    h = await createIdentityHarness();
  });
  after(async () => {
    await h.close();
    assert.deepEqual(h.bugs, []);
  });

  const create = (who: Who, input: Record<string, unknown>) =>
    h.call(h.acme, who, 'principals.create', {
      displayName: 'Somebody New',
      password: goodPassword,
      ...input,
    });
  const list = async (who: Who, input: Record<string, unknown> = {}) =>
    outputOf<{ principals: Person[]; next: string | null }>(
      await h.call(h.acme, who, 'principals.list', input),
    );

  it('whom an administrator creates is in the directory, the event log and the audit log', async () => {
    const seen = h.events.length;
    const outcome = await create('admin', { handle: 'newcomer', emailAddress: 'New@Acme.Example' });
    const { principal } = outputOf<{ principal: Person }>(outcome);
    assert.deepEqual(
      { ...principal, id: '' },
      {
        id: '',
        kind: 'person',
        role: 'member',
        status: 'active',
        handle: 'newcomer',
        displayName: 'Somebody New',
        title: '',
        ownerId: null,
      },
    );
    const got = await h.call(h.acme, 'member', 'principals.get', { principalId: principal.id });
    assert.deepEqual(outputOf(got), { principal });
    const [event, ...more] = h.events.slice(seen);
    assert.equal(more.length, 0);
    assert.equal(event?.type, 'principal.created');
    assert.equal(event?.subjectId, uuidOf(principal.id));
    const { rows } = await h.admin.query(
      `select type, outcome, actor_id, subject_id from tenant.audit_outbox where resource_id = $1`,
      [uuidOf(principal.id)],
    );
    assert.deepEqual(rows, [
      {
        type: 'principal.created',
        outcome: 'success',
        actor_id: h.acme.principals.admin.uuid,
        subject_id: uuidOf(principal.id),
      },
    ]);
  });

  for (const [who, role, answer] of [
    ['owner', 'owner', 'ok'],
    ['owner', 'auditor', 'ok'],
    ['admin', 'admin', 'ok'],
    ['admin', 'owner', 'forbidden'],
    ['admin', 'auditor', 'forbidden'],
    ['developer', 'member', 'forbidden'],
    ['member', 'guest', 'forbidden'],
    ['auditor', 'guest', 'forbidden'],
    ['bot', 'guest', 'insufficient_scope'],
  ] as const) {
    it(`${who} creating one with the role ${role}: ${answer}`, async () => {
      const handle = `by-${who}-${role}`;
      const outcome = await create(who, { handle, role });
      assert.equal(codeOf(outcome), answer);
      const { principals } = await list('owner', { limit: 500 });
      assert.equal(
        principals.some((person) => person.handle === handle),
        answer === 'ok',
      );
    });
  }

  it('a handle or an e-mail address belongs to one principal of a tenant, in whatever case, and to others elsewhere', async () => {
    const seen = h.events.length;
    assert.equal(codeOf(await create('owner', { handle: 'acme-member' })), 'already_exists');
    const emailAddress = 'MEMBER@acme.example';
    assert.equal(codeOf(await create('owner', { handle: 'other', emailAddress })), 'already_exists');
    const bot = { handle: 'acme-member', displayName: 'Bot' };
    assert.equal(codeOf(await h.call(h.acme, 'owner', 'principals.createBot', bot)), 'already_exists');
    assert.equal(h.events.length, seen);
    await h.hire(h.globex, 'acme-member');
  });

  it('a weak password is refused with its reasons, and only to those who may create people', async () => {
    const weak = { handle: 'weakling', password: 'acme-workspace' };
    const { answer } = await create('owner', weak);
    assert.equal(answer.ok ? 'ok' : answer.error.code, 'password_refused');
    const reasons = answer.ok ? [] : (answer.error.options.problems ?? []);
    assert.equal(reasons.length, 2);
    assert.ok(reasons.every(({ message }) => !message.includes(weak.password)));
    assert.equal(codeOf(await create('member', weak)), 'forbidden');
    const byContext = { handle: 'weakling2', password: 'weakling2weakling2weakling2' };
    assert.equal(codeOf(await create('owner', byContext)), 'password_refused');
  });

  it('guests find only those they share a channel with; everybody else is as absent as a random id', async () => {
    const { principals } = await list('guest');
    const expected = (['owner', 'member', 'guest', 'bot'] as const).map((who) => h.acme.principals[who].id);
    assert.deepEqual(principals.map(({ id }) => id).sort(), expected.sort());
    const get = (principalId: string) =>
      observed(h, () => h.call(h.acme, 'guest', 'principals.get', { principalId }));
    const hidden = await get(h.acme.principals.admin.id);
    assert.deepEqual(hidden, await get(randomId(h, 'principal')));
    assert.deepEqual(hidden, await get(h.globex.principals.owner.id));
    assert.equal(codeOf(await h.call(h.acme, 'guest', 'principals.get', { principalId: expected[0] })), 'ok');
  });
  it('pages join to the whole list, and a position that is hidden, foreign or made up gives nothing', async () => {
    for (const who of ['owner', 'guest'] as const) {
      const whole = (await list(who, { limit: 500 })).principals;
      const joined: Person[] = [];
      let next: string | null = null;
      do {
        const page: { principals: Person[]; next: string | null } = await list(who, {
          limit: 2,
          ...(next ? { after: next } : {}),
        });
        joined.push(...page.principals);
        next = page.next;
      } while (next !== null);
      assert.deepEqual(joined, whole);
      const foreign = await list(who, { after: h.globex.principals.owner.id });
      assert.deepEqual(foreign, { principals: [], next: null });
      assert.deepEqual(foreign, await list(who, { after: randomId(h, 'principal') }));
    }
    const hidden = await list('guest', { after: h.acme.principals.admin.id });
    assert.deepEqual(hidden, { principals: [], next: null });
  });

  it('foreign ids and random ids run the same statements and get the same answer', async () => {
    for (const operation of ['principals.get', 'principals.suspend', 'principals.reactivate'] as const) {
      const ask = (principalId: string) =>
        observed(h, () => h.call(h.acme, 'owner', operation, { principalId }));
      const foreign = await ask(h.globex.principals.member.id);
      assert.deepEqual(foreign, await ask(randomId(h, 'principal')));
      assert.equal(foreign.seen.code, 'not_found');
    }
    assert.equal(codeOf(await h.call(h.globex, 'member', 'sessions.show', {})), 'ok');
  });

  it('one changes one’s own display name; the same name again writes nothing', async () => {
    const rename = () =>
      h.call(h.acme, 'auditor', 'principals.updateProfile', { displayName: 'Renamed Person' });
    assert.equal(outputOf<{ principal: Person }>(await rename()).principal.displayName, 'Renamed Person');
    const seen = h.events.length;
    assert.equal(h.events.at(-1)?.type, 'principal.updated');
    assert.equal(outputOf<{ principal: Person }>(await rename()).principal.displayName, 'Renamed Person');
    assert.equal(h.events.length, seen);
    const { principals } = await list('owner', { limit: 500 });
    assert.equal(principals.filter(({ displayName }) => displayName === 'Renamed Person').length, 1);
    const byBot = await h.call(h.acme, 'bot', 'principals.updateProfile', { displayName: 'Bot' });
    assert.equal(codeOf(byBot), 'insufficient_scope');
  });

  it('a title is set, stays when it is not sent, is taken away when empty, and is sealed like the name', async () => {
    const displayName = 'Titled Person';
    const change = async (input: object) =>
      outputOf<{ principal: Person }>(await h.call(h.acme, 'viewer', 'principals.updateProfile', input))
        .principal;
    assert.equal((await change({ displayName, title: 'Keeper of Lists' })).title, 'Keeper of Lists');
    assert.equal((await change({ displayName: 'Untitled' })).title, 'Keeper of Lists');
    const { principal } = outputOf<{ principal: Person }>(
      await h.call(h.acme, 'member', 'principals.get', { principalId: h.acme.principals.viewer.id }),
    );
    assert.deepEqual([principal.displayName, principal.title], ['Untitled', 'Keeper of Lists']);
    assert.ok(!(await dump(h)).includes('Keeper of Lists'));
    const seen = h.events.length;
    assert.equal(
      (await change({ displayName: 'Untitled', title: 'Keeper of Lists' })).title,
      'Keeper of Lists',
    );
    assert.equal(h.events.length, seen, 'the same again writes nothing');
    assert.equal((await change({ displayName, title: '' })).title, '');
    for (const title of ['x'.repeat(81), 'a\u0000b', 7])
      assert.equal(
        codeOf(await h.call(h.acme, 'viewer', 'principals.updateProfile', { displayName, title })),
        'invalid_input',
      );
  });

  it('bots answer to their creator and hold the role agent; members create none', async () => {
    const input = { handle: 'helpful-bot', displayName: 'Helpful' };
    assert.equal(codeOf(await h.call(h.acme, 'member', 'principals.createBot', input)), 'forbidden');
    const { principal } = outputOf<{ principal: Person }>(
      await h.call(h.acme, 'developer', 'principals.createBot', input),
    );
    assert.deepEqual([principal.kind, principal.role], ['bot', 'agent']);
    assert.equal(principal.ownerId, h.acme.principals.developer.id);
    const { rows } = await h.admin.query('select owner_id from tenant.principals where principal_id = $1', [
      uuidOf(principal.id),
    ]);
    assert.equal(rows[0]?.owner_id, h.acme.principals.developer.uuid);
  });

  for (const kind of ['bot', 'service', 'agent'] as const)
    it(`a ${kind} says in every list what it is and who answers for it`, async () => {
      const input = { handle: `one-${kind}`, displayName: `One ${kind}`, kind };
      const { principal } = await h.succeed<{ principal: Person }>(
        h.acme,
        'developer',
        'principals.createBot',
        input,
      );
      const ownerId = h.acme.principals.developer.id;
      assert.deepEqual([principal.kind, principal.ownerId], [kind, ownerId]);
      const { principals } = await list('member', { limit: 500 });
      const got = await h.call(h.acme, 'member', 'principals.get', { principalId: principal.id });
      assert.deepEqual(
        principals.filter(({ id }) => id === principal.id),
        [principal],
      );
      assert.deepEqual(outputOf(got), { principal });
    });

  it('a suspended person’s session is worth nothing at once, their bots’ keys neither; reactivation restores both', async () => {
    const { globex } = h;
    const second = await h.hire(globex, 'second-owner', 'owner');
    const { sessionSecret = '' } = await h.signIn(globex, 'second-owner');
    const session = { kind: 'session', secret: sessionSecret } as const;
    const asSecond = (operation: 'principals.suspend' | 'principals.reactivate', principalId: string) =>
      h.call(globex, session, operation, { principalId });
    const { owner } = globex.principals;
    assert.equal(codeOf(await h.call(globex, 'bot', 'sessions.show', {})), 'ok');
    assert.equal(codeOf(await asSecond('principals.suspend', owner.id)), 'ok');
    assert.equal(h.events.at(-1)?.type, 'principal.suspended');
    assert.equal(codeOf(await h.call(globex, 'owner', 'sessions.show', {})), 'unauthenticated');
    assert.equal(codeOf(await h.call(globex, 'bot', 'sessions.show', {})), 'unauthenticated');
    const seen = h.events.length;
    const again = outputOf<{ principal: Person }>(await asSecond('principals.suspend', owner.id));
    assert.equal(again.principal.status, 'suspended');
    assert.equal(h.events.length, seen);
    assert.equal(codeOf(await asSecond('principals.suspend', second)), 'forbidden');
    assert.equal(codeOf(await asSecond('principals.reactivate', owner.id)), 'ok');
    assert.equal(h.events.at(-1)?.type, 'principal.reactivated');
    assert.equal(codeOf(await h.call(globex, 'owner', 'sessions.show', {})), 'ok');
    assert.equal(codeOf(await h.call(globex, 'bot', 'sessions.show', {})), 'ok');
  });

  for (const [who, target, answer] of [
    ['admin', 'owner', 'forbidden'],
    ['admin', 'auditor', 'forbidden'],
    ['member', 'guest', 'forbidden'],
    ['owner', 'owner', 'forbidden'],
    ['admin', 'viewer', 'ok'],
  ] as const) {
    it(`${who} suspending ${target}: ${answer}`, async () => {
      const principalId = h.acme.principals[target].id;
      assert.equal(codeOf(await h.call(h.acme, who, 'principals.suspend', { principalId })), answer);
      const alive = codeOf(await h.call(h.acme, target, 'tenants.show', {}));
      assert.equal(alive, answer === 'ok' ? 'unauthenticated' : 'ok');
    });
  }

  it('imported authors are neither suspended nor brought to life', async () => {
    const principalId = await h.hire(h.acme, 'author-of-old');
    await h.admin.query(`update tenant.principals set status = 'imported' where principal_id = $1`, [
      uuidOf(principalId),
    ]);
    for (const operation of ['principals.suspend', 'principals.reactivate'] as const)
      assert.equal(codeOf(await h.call(h.acme, 'owner', operation, { principalId })), 'conflict');
    assert.equal(codeOf(await h.signIn(h.acme, 'author-of-old')), 'sign_in_failed');
  });
});
