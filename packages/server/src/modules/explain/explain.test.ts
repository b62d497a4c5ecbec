import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Explanation, OperationName, Permission } from '@wardroom/contract';
import type { Outcome } from '../../kernel/execute.ts';
import type { Who } from '../../testing/fixtures.ts';
import { createHarness, type Harness, randomId } from '../../testing/harness.ts';

describe('explanations', () => {
  let h: Harness;
  before(async () => {
    h = await createHarness();
  });
  after(async () => {
    await h.close();
    assert.deepEqual(h.bugs, []);
  });

  const idOf = (who: Who) => h.acme.principals[who].id;
  const ask = (who: Who, about: Who, permission: Permission, more: object = {}) =>
    h.call(h.acme, who, 'decisions.explain', { principalId: idOf(about), permission, ...more });
  const codeOf = ({ answer }: Outcome) => (answer.ok ? 'ok' : answer.error.code);
  async function explained(about: Who, permission: Permission, more: object = {}, by: Who = 'owner') {
    const { answer } = await ask(by, about, permission, more);
    if (!answer.ok) throw answer.error;
    return (answer.output as { explanation: Explanation }).explanation;
  }
  const texts = ({ steps }: Explanation) =>
    steps.map(({ step, outcome, text }) => `${step} ${outcome}: ${text}`);
  const succeed = <T = Record<string, unknown>>(who: Who, operation: OperationName, input: unknown) =>
    h.succeed<T>(h.acme, who, operation, input);

  it('steps stand in the order in which the pipeline asks', async () => {
    assert.deepEqual(texts(await explained('member', 'channel.read', { channelId: h.acme.secret.id })), [
      'principal allows: They are active.',
      'role allows: The role Member gives it.',
      'relation allows: Member.',
      'scope neutral: No scopes were given: a session has no ceiling.',
      'delegation neutral: Nobody acts for them.',
      'policy neutral: No policies decide in this workspace.',
    ]);
  });

  it('what does not exist for the principal is denied, and said so', async () => {
    const { allowed, steps } = await explained('member2', 'channel.read', { channelId: h.acme.secret.id });
    assert.equal(allowed, false);
    assert.equal(steps.find(({ step }) => step === 'relation')?.outcome, 'denies');
  });

  it('scopes that do not cover it deny, and those that do take nothing away', async () => {
    const about = { channelId: h.acme.secret.id };
    const covered = await explained('member', 'message.write', { ...about, scopes: ['messages:write'] });
    const uncovered = await explained('member', 'message.write', { ...about, scopes: ['messages:read'] });
    assert.deepEqual([covered.allowed, uncovered.allowed], [true, false]);
    assert.deepEqual(
      uncovered.steps.filter(({ outcome }) => outcome === 'denies').map(({ step }) => step),
      ['scope'],
    );
  });

  it('a custom role says what was picked, and what a cascade brought', async () => {
    const { role } = await succeed<{ role: { role: string } }>('owner', 'roles.create', {
      name: 'Keeper',
      chosen: ['channel.delete', 'workspace.read'],
    });
    await succeed('owner', 'roles.assign', { principalId: idOf('viewer'), role: role.role });
    assert.deepEqual(texts(await explained('viewer', 'channel.read')).slice(0, 4), [
      'principal allows: They are active.',
      'role allows: The role Keeper gives it.',
      'cascade allows: channel.delete brings channel.update.',
      'cascade allows: channel.update brings channel.read.',
    ]);
    const picked = await explained('viewer', 'channel.delete');
    assert.ok(!picked.steps.some(({ step }) => step === 'cascade'));
    await succeed('owner', 'roles.assign', { principalId: idOf('viewer'), role: 'viewer' });
  });

  it('a role that a group gives names the group to those who see it, and the way there', async () => {
    const make = async (handle: string, more: object = {}) =>
      (
        await succeed<{ group: { id: string; revision: number } }>('owner', 'groups.create', {
          ...{ handle, name: handle, description: '', visibility: 'public', mentionableBy: 'everyone' },
          ...more,
        })
      ).group;
    const above = await make('division');
    const below = await make('crew', { parentId: above.id });
    await succeed('owner', 'groups.setRoles', {
      groupId: above.id,
      revision: above.revision,
      roles: ['developer'],
    });
    await succeed('owner', 'groups.addMembers', { groupId: below.id, principalIds: [idOf('guest')] });
    const through = texts(await explained('guest', 'bots.manage'));
    assert.ok(through.includes('role neutral: The role Guest does not give it.'), through.join('\n'));
    assert.ok(through.includes('role allows: The role Developer gives it.'));
    assert.ok(
      through.some((text) =>
        /^group allows: The group @division, in which they are through @crew, gives/.test(text),
      ),
      through.join('\n'),
    );
    assert.equal((await explained('guest', 'bots.manage')).allowed, true);
  });

  it('a group that one may not see is one that cannot be seen', async () => {
    const { role } = await succeed<{ role: { role: string } }>('owner', 'roles.create', {
      name: 'Asker',
      chosen: ['access.explain', 'groups.read', 'workspace.read', 'channel.browse'],
    });
    await succeed('owner', 'roles.assign', { principalId: idOf('auditor'), role: role.role });
    const { group } = await succeed<{ group: { id: string; revision: number } }>('owner', 'groups.create', {
      ...{ handle: 'shadow', name: 'Shadow', description: '', visibility: 'hidden', mentionableBy: 'nobody' },
    });
    await succeed('owner', 'groups.setRoles', {
      groupId: group.id,
      revision: group.revision,
      roles: ['admin'],
    });
    await succeed('owner', 'groups.addMembers', { groupId: group.id, principalIds: [idOf('member2')] });
    const seen = await explained('member2', 'people.manage', {}, 'owner');
    const hidden = await explained('member2', 'people.manage', {}, 'auditor');
    assert.deepEqual([seen.allowed, hidden.allowed], [true, true]);
    assert.ok(JSON.stringify(seen).includes('@shadow') && JSON.stringify(seen).includes(group.id));
    assert.ok(!JSON.stringify(hidden).includes('shadow') && !JSON.stringify(hidden).includes(group.id));
    assert.ok(texts(hidden).includes('group allows: A group you cannot see gives the role Administrator.'));
    await succeed('owner', 'roles.assign', { principalId: idOf('auditor'), role: 'auditor' });
  });

  it('is refused to those without the right, and shows nobody what they do not see', async () => {
    assert.equal(codeOf(await ask('member', 'member', 'channel.read')), 'forbidden');
    const secret = { channelId: h.acme.secret.id };
    assert.equal(codeOf(await ask('admin', 'member', 'channel.read', secret)), 'not_found');
    for (const principalId of [randomId(h, 'principal'), h.globex.principals.member.id])
      assert.equal(
        codeOf(
          await h.call(h.acme, 'admin', 'decisions.explain', { principalId, permission: 'channel.read' }),
        ),
        'not_found',
      );
    const two = { channelId: h.acme.general.id, subjectId: idOf('member') };
    assert.equal(codeOf(await ask('admin', 'member', 'channel.read', two)), 'invalid_input');
  });

  it('who reads a channel is told to its managers, page by page, with why', async () => {
    const readers = async (who: Who, channelId: string, limit = 200) => {
      const found: string[] = [];
      for (let position: string | null | undefined; position !== null; ) {
        const page: { readers: { principalId: string; explanation: Explanation }[]; next: string | null } =
          await succeed(who, 'decisions.readers', {
            ...{ channelId, limit },
            ...(position === undefined ? {} : { after: position }),
          });
        assert.ok(page.readers.length <= limit);
        for (const { explanation } of page.readers) {
          assert.ok(explanation.allowed && explanation.permission === 'channel.read');
          assert.ok(
            explanation.steps.some(({ step, outcome }) => step === 'relation' && outcome === 'allows'),
          );
        }
        found.push(...page.readers.map(({ principalId }) => principalId));
        position = page.next;
      }
      return found;
    };
    const expected = (whos: readonly Who[]) => whos.map(idOf).sort();
    assert.deepEqual(await readers('owner', h.acme.secret.id), expected(['owner', 'member', 'guest', 'bot']));
    const open = await readers('admin', h.acme.general.id);
    assert.deepEqual(open, await readers('admin', h.acme.general.id, 2));
    // The viewer browses, the guest is not in it and the auditor reads nothing: what a developer's group gives counts.
    assert.ok(open.includes(idOf('viewer')) && !open.includes(idOf('auditor')));
    assert.equal(
      codeOf(await h.call(h.acme, 'member', 'decisions.readers', { channelId: h.acme.secret.id })),
      'forbidden',
    );
    assert.equal(
      codeOf(await h.call(h.acme, 'admin', 'decisions.readers', { channelId: h.acme.secret.id })),
      'not_found',
    );
  });

  it('who reads a channel is told to whoever may ask for explanations and sees it, without managing it', async () => {
    const ask = async (channelId: string) => {
      const outcome = await h.call(h.acme, 'viewer', 'decisions.readers', { channelId });
      return outcome.answer.ok ? 'ok' : outcome.answer.error.code;
    };
    const held = async (chosen: readonly string[]) => {
      const { role } = await succeed<{ role: { role: string } }>('owner', 'roles.create', {
        ...{ name: `Role of ${chosen.length}`, chosen },
      });
      await succeed('owner', 'roles.assign', { principalId: idOf('viewer'), role: role.role });
    };
    const { general, secret } = h.acme;
    assert.deepEqual([await ask(general.id), await ask(secret.id)], ['forbidden', 'forbidden']);
    await held(['workspace.read', 'channel.browse']);
    assert.deepEqual([await ask(general.id), await ask(secret.id)], ['forbidden', 'forbidden']);
    await held(['workspace.read', 'channel.browse', 'access.explain']);
    assert.deepEqual([await ask(general.id), await ask(secret.id)], ['ok', 'not_found']);
    await succeed('owner', 'roles.assign', { principalId: idOf('viewer'), role: 'viewer' });
  });

  it('every explanation is on record, and none is a decision of the principal in question', async () => {
    await h.kernel.decisions.settled();
    const count = async (statement: string) =>
      (await h.admin.query<{ n: number }>(statement, [h.acme.tenant.id])).rows[0]?.n ?? 0;
    const records = `select coalesce(sum(count), 0)::int as n from tenant.audit_outbox where tenant_id = $1 and type = 'decision.explained'`;
    const before = await count(records);
    await explained('viewer', 'roles.manage');
    assert.equal(await count(records), before + 1);
    await h.kernel.decisions.settled();
    const logged = `select count(*)::int as n from tenant.decisions where tenant_id = $1 and permission = 'roles.manage' and operation = ''`;
    assert.equal(await count(logged), 0);
  });
});
