/**
 * Break-glass from end to end: an operator has no power inside a workspace but by it, it is seen, and it ends — by itself,
 * by the workspace, by the operator — for every credential at once.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  type BreakGlassView,
  type OperationName,
  type Operations,
  type OutputOf,
  operations,
  uuidOf,
} from '@wardroom/contract';
import { sampleInput } from '../../../../test/isolation/sample-input.ts';
import type { PresentedCredential } from '../../../kernel/call.ts';
import { type BreakGlassRig, createBreakGlassRig, reason } from '../../../testing/break-glass-rig.ts';
import { randomId } from '../../../testing/harness.ts';

type Opened = OutputOf<Operations['breakGlass.open']>;
type Listed = OutputOf<Operations['breakGlass.list']>;
type History = OutputOf<Operations['breakGlass.history']>;
const minuteMs = 60_000;

describe('break-glass', () => {
  let rig: BreakGlassRig;
  let h: BreakGlassRig['h'];
  let clock: BreakGlassRig['clock'];
  let platform: BreakGlassRig['platform'];
  let operator: BreakGlassRig['operator'];
  before(async () => {
    rig = await createBreakGlassRig();
    ({ h, clock, platform, operator } = rig);
  });
  after(() => rig.close());

  /** Valid, and about nothing that exists. */
  const inputOf = (name: OperationName) => sampleInput(operations[name].input, (kind) => randomId(h, kind));

  it('without it an operator reaches no operation of any workspace, with whatever they hold', async () => {
    const { secret } = await platform.succeed<{ secret: string }>(
      'operators.issueKey',
      { description: 'a key' },
      operator,
    );
    const credentials: PresentedCredential[] = [operator, { kind: 'key', secret }];
    for (const name of Object.keys(operations) as OperationName[]) {
      const operation = operations[name];
      if (operation.realm !== 'tenant' || typeof operation.permission !== 'string') continue;
      const input = inputOf(name);
      for (const credential of credentials)
        assert.equal(await rig.codeOf(credential, name, input), 'unauthenticated', name);
    }
  });

  it('is refused without a reason, to nobody in particular, for no workspace, and for longer than an hour', async () => {
    const refusals = [
      [rig.ask({ reason: undefined }), 'invalid_input'],
      [rig.ask({ reason: '   too short   '.slice(0, 8) }), 'invalid_input'],
      [rig.ask({ reason: ' '.repeat(40) }), 'invalid_input'],
      [rig.ask({ minutes: 61 }), 'invalid_input'],
      [rig.ask({ minutes: 4 }), 'invalid_input'],
      [rig.ask({ role: 'member' }), 'invalid_input'],
      [rig.ask({ tenantId: randomId(h, 'tenant') }), 'not_found'],
      [rig.ask({}, { kind: 'none' }), 'unauthenticated'],
      [rig.ask({}, { kind: 'session', secret: 'x'.repeat(43) }), 'unauthenticated'],
      [rig.ask({}, { kind: 'session', secret: h.acme.principals.owner.secret }), 'unauthenticated'],
    ] as const;
    for (const [call, code] of refusals) {
      const { answer } = await call;
      assert.equal(answer.ok ? 'ok' : answer.error.code, code);
    }
    assert.deepEqual(await rig.history(), []);
  });

  it('lets in once, with the asked role, under a name that says what it is', async () => {
    const { access, link } = await rig.open({ role: 'owner', minutes: 30 });
    assert.equal(access.state, 'open');
    assert.equal(access.expiresAt - access.openedAt, 30 * minuteMs);
    const [first, second] = await Promise.all([rig.redeem(link), rig.redeem(link)]);
    assert.deepEqual([first.answer.ok, second.answer.ok].sort(), [false, true]);
    const won = first.answer.ok ? first : second;
    const { principal: me, session } = (won.answer.ok ? won.answer.output : {}) as OutputOf<
      Operations['sessions.redeem']
    >;
    assert.deepEqual([me.kind, me.role, me.displayName], ['operator', 'owner', 'Break-glass (operator)']);
    assert.equal(session?.expiresAt, access.expiresAt);
    assert.equal((await rig.redeem(link)).answer.ok, false);
    await platform.succeed('breakGlass.close', { breakGlassId: access.id }, operator);
  });

  it('its link works at its workspace only, and for five minutes', async () => {
    const { link, linkExpiresAt } = await rig.open({ minutes: 60 });
    assert.ok(linkExpiresAt - clock.now() <= 5 * minuteMs);
    assert.equal((await rig.redeem(link, h.globex)).answer.ok, false);
    clock.advance(5 * minuteMs);
    assert.equal((await rig.redeem(link)).answer.ok, false);
    assert.deepEqual(await h.succeed<History>(h.globex, 'owner', 'breakGlass.history', {}), {
      accesses: [],
      next: null,
    });
  });

  it('is seen by everybody who sees the console, in the snapshot and for ever, and by nobody else', async () => {
    const { access, credential } = await rig.enter();
    const { operatorId: _operator, tenantId: _tenant, state: _state, ...common } = access;
    for (const who of ['owner', 'admin', 'developer', 'auditor'] as const) {
      const [shown] = await rig.history(who);
      const { principalId, closedBy, ...rest } = shown as BreakGlassView;
      assert.deepEqual({ ...rest, closedBy }, { ...common, closedBy: null });
      const { breakGlass } = await h.succeed<{ breakGlass: BreakGlassView[] }>(
        h.acme,
        who,
        'sync.snapshot',
        {},
      );
      assert.ok(breakGlass.some((one) => one.id === access.id && one.principalId === principalId));
    }
    for (const who of ['member', 'guest', 'viewer'] as const) {
      assert.equal(await rig.codeOf(who, 'breakGlass.history'), 'forbidden');
      const { breakGlass } = await h.succeed<{ breakGlass: unknown[] }>(h.acme, who, 'sync.snapshot', {});
      assert.deepEqual(breakGlass, []);
    }
    assert.equal(await rig.codeOf(credential, 'breakGlass.end', { breakGlassId: access.id }), 'ok');
    assert.equal((await rig.history())[0]?.closedBy, 'operator');
    const { breakGlass } = await h.succeed<{ breakGlass: BreakGlassView[] }>(
      h.acme,
      'owner',
      'sync.snapshot',
      {},
    );
    assert.ok(!breakGlass.some(({ id }) => id === access.id));
  });

  it('is in both logs: in the tenant’s without a name of the operator, all of its acts as the operator’s', async () => {
    const { access, credential } = await rig.enter();
    await h.succeed(h.acme, credential as never, 'channels.update', {
      channelId: h.acme.general.id,
      topic: 'changed by the operator',
    });
    const [opened] = await rig.entriesOf(h.acme, 'break_glass.opened');
    assert.deepEqual([opened?.actorType, opened?.actorId, opened?.resourceId], ['operator', null, access.id]);
    assert.deepEqual(opened?.metadata, { role: 'admin', reason, expiresAt: access.expiresAt });
    const [{ principalId } = { principalId: '' }] = await rig.history();
    const [acted] = await rig.entriesOf(h.acme, 'channel.updated');
    assert.deepEqual([acted?.actorType, acted?.actorId], ['operator', principalId]);
    const [began] = await rig.entriesOf(h.acme, 'session.created');
    assert.deepEqual([began?.actorType, began?.actorId], ['operator', principalId]);
    const { entries } = await platform.succeed<OutputOf<Operations['directory.listAudit']>>(
      'directory.listAudit',
      {},
      operator,
    );
    const asked = entries.find(({ type }) => type === 'break_glass.opened');
    assert.deepEqual(
      [asked?.actorType, asked?.actorId, asked?.resourceId, asked?.requestId],
      ['operator', access.operatorId, rig.idOf(h.acme), opened?.requestId],
    );
    assert.deepEqual(asked?.metadata, { role: 'admin', minutes: 30, reason, breakGlassId: access.id });
    await h.succeed(h.acme, 'owner', 'breakGlass.end', { breakGlassId: access.id });
  });

  it('ends by itself: at its time every credential is worth nothing, and nothing has run', async () => {
    const { access, credential } = await rig.enter({ minutes: 5, role: 'owner' });
    const { principalId } = (await rig.history()).find(({ id }) => id === access.id) as BreakGlassView;
    // What could outlive it, as if one of the refusals had been forgotten: a session, a key and a bot of its own.
    const own = [h.acme.tenant.id, uuidOf(principalId)];
    await h.admin.query(
      `update tenant.sessions set expires_at = now() + interval '1 year', idle_expires_at = now() + interval '1 year'
        where tenant_id = $1 and principal_id = $2`,
      own,
    );
    await h.admin.query('update tenant.credentials set principal_id = $2 where tenant_id = $1', own);
    const key = h.acme.principals.bot.identity;
    const asItself = { ...key, principalId: uuidOf(principalId) };
    const worth = async () => [
      await rig.codeOf(credential, 'sessions.show'),
      await rig.codeOf(asItself as never, 'tenants.show'),
    ];
    assert.deepEqual(await worth(), ['ok', 'ok']);
    clock.advance(5 * minuteMs + 1_000);
    assert.deepEqual(await worth(), ['unauthenticated', 'unauthenticated']);
    await h.admin.query('update tenant.credentials set principal_id = $2 where tenant_id = $1', [
      own[0],
      key.principalId,
    ]);
    await h.admin.query(
      'update tenant.principals set owner_id = $2 where tenant_id = $1 and principal_id = $3',
      [...own, key.principalId],
    );
    assert.equal(await rig.codeOf('bot', 'tenants.show'), 'unauthenticated', 'a bot it answers for');
    await h.admin.query(
      'update tenant.principals set owner_id = $2 where tenant_id = $1 and principal_id = $3',
      [own[0], h.acme.principals.owner.uuid, key.principalId],
    );
    assert.deepEqual(await rig.states(access.id), ['expired']);
    const { breakGlass } = await h.succeed<{ breakGlass: BreakGlassView[] }>(
      h.acme,
      'owner',
      'sync.snapshot',
      {},
    );
    assert.ok(!breakGlass.some(({ id }) => id === access.id));
  });

  it('no role of the server can move its end, reopen it, or remove its record', async () => {
    const { access } = await rig.enter();
    await h.succeed(h.acme, 'admin', 'breakGlass.end', { breakGlassId: access.id });
    const [{ principalId } = { principalId: '' }] = await rig.history();
    const attempts = [
      `update tenant.principals set expires_at = now() + interval '1 year' where principal_id = '${uuidOf(principalId)}'`,
      `update tenant.principals set kind = 'person' where principal_id = '${uuidOf(principalId)}'`,
      `update tenant.break_glass set expires_at = now() where access_id = '${uuidOf(access.id)}'`,
      `delete from tenant.break_glass where access_id = '${uuidOf(access.id)}'`,
    ];
    const pool = h.poolOf('wardroom_app');
    for (const text of attempts) await assert.rejects(pool.query(text), { code: '42501' }, text);
    const client = await pool.connect();
    try {
      const { rows } = await client.query('select pg_backend_pid() as pid');
      await client.query('begin');
      await client.query(`select set_config('app.tenant', $1, true)`, [
        h.signer.sign(h.acme.tenant.id, rows[0].pid),
      ]);
      const reopened = await client.query(
        'update tenant.break_glass set closed_at = null, closed_how = null, closed_by = null where access_id = $1',
        [uuidOf(access.id)],
      );
      assert.equal(reopened.rowCount, 0);
    } finally {
      await client.query('rollback');
      client.release();
    }
    assert.equal((await rig.history())[0]?.closedBy, 'workspace');
  });

  it('whoever may end sessions ends it at once; others may not, nor may another workspace', async () => {
    const { access, credential } = await rig.enter({ role: 'owner' });
    const input = { breakGlassId: access.id };
    assert.deepEqual(
      [
        await rig.codeOf('member', 'breakGlass.end', input),
        await rig.codeOf('developer', 'breakGlass.end', input),
      ],
      ['forbidden', 'forbidden'],
    );
    const foreign = await h.call(h.globex, 'owner', 'breakGlass.end', input);
    const unknown = await h.call(h.globex, 'owner', 'breakGlass.end', {
      breakGlassId: randomId(h, 'breakGlass'),
    });
    assert.deepEqual(foreign.answer, unknown.answer);
    assert.equal(foreign.answer.ok ? 'ok' : foreign.answer.error.code, 'not_found');
    assert.equal(await rig.codeOf(credential, 'sessions.show'), 'ok');
    assert.equal(await rig.codeOf('owner', 'breakGlass.end', input), 'ok');
    assert.equal(await rig.codeOf(credential, 'sessions.show'), 'unauthenticated');
    assert.equal(await rig.codeOf('owner', 'breakGlass.end', input), 'ok', 'again: nothing changes');
    assert.equal(
      (await rig.entriesOf(h.acme, 'break_glass.closed')).filter((e) => e.resourceId === access.id).length,
      1,
    );
    assert.deepEqual(await rig.states(access.id), ['closed']);
  });

  it('closed before its link was used, the link opens nothing; whichever of two comes first', async () => {
    for (let round = 0; round < 8; round += 1) {
      const { access, link } = await rig.open();
      const [closed, redeemed] = await Promise.all([
        platform.call('breakGlass.close', { breakGlassId: access.id }, operator),
        rig.redeem(link),
      ]);
      assert.ok(closed.answer.ok);
      const credential = { kind: 'session', secret: redeemed.sessionSecret ?? 'x'.repeat(43) } as const;
      assert.equal(await rig.codeOf(credential, 'sessions.show'), 'unauthenticated');
      assert.equal((await rig.redeem(link)).answer.ok, false);
    }
  });

  it('closing what is being opened either ends it, or says that it did not', async () => {
    for (let round = 0; round < 8; round += 1) {
      const before = await platform.succeed<Listed>('breakGlass.list', { limit: 1 }, operator);
      const opening = rig.open();
      let seen = before.accesses[0];
      while (seen?.id === before.accesses[0]?.id)
        [seen] = (await platform.succeed<Listed>('breakGlass.list', { limit: 1 }, operator)).accesses;
      const { answer } = await platform.call('breakGlass.close', { breakGlassId: seen?.id }, operator);
      const { access, link } = await opening;
      assert.equal(access.id, seen?.id);
      const entered = await rig.redeem(link);
      assert.equal(entered.answer.ok, !answer.ok, 'said to be closed, and open');
      if (!answer.ok) assert.equal(answer.error.code, 'conflict');
      await platform.succeed('breakGlass.close', { breakGlassId: access.id }, operator);
    }
  });

  it('ten at once are the most; a refused one was never opened', async () => {
    const opened: Opened[] = [];
    for (let count = 0; count < 10; count += 1) opened.push(await rig.open({ tenantId: rig.idOf(h.globex) }));
    const { answer } = await rig.ask({ tenantId: rig.idOf(h.globex) });
    assert.equal(answer.ok ? 'ok' : answer.error.code, 'limit_reached');
    const { accesses } = await platform.succeed<Listed>('breakGlass.list', { limit: 1 }, operator);
    assert.deepEqual(accesses[0]?.state, 'unopened');
    const first = await platform.succeed<Listed>('breakGlass.list', { limit: 3 }, operator);
    const second = await platform.succeed<Listed>(
      'breakGlass.list',
      { limit: 3, before: first.next },
      operator,
    );
    assert.equal(new Set([...first.accesses, ...second.accesses].map(({ id }) => id)).size, 6);
  });

  it('a suspended workspace is entered by nobody', async () => {
    await platform.succeed('directory.suspendTenant', { tenantId: rig.idOf(h.globex) }, operator);
    const { answer } = await rig.ask({ tenantId: rig.idOf(h.globex) });
    assert.equal(answer.ok ? 'ok' : answer.error.code, 'conflict');
  });
});
