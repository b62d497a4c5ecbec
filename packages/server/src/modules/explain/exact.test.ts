/** The explanation says what happens: asked beside the decision that acts, in a workspace of random rights. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Explanation, type Permission, permissions, uuidOf } from '@wardroom/contract';
import fc from 'fast-check';
import { type Answer, answerTo, type ResourceFacts, workspace } from '../../kernel/authorise.ts';
import { type Authority, requireAuthority } from '../../kernel/authority/authority.ts';
import type { ReadTransaction } from '../../kernel/database/transaction.ts';
import { policyGate } from '../../kernel/policies/index.ts';
import { people, type Who } from '../../testing/fixtures.ts';
import { createHarness, type Harness } from '../../testing/harness.ts';
import { enforce } from '../../testing/policies.ts';
import { channelResource, findChannel } from '../channels/index.ts';
import { findMessage, messageResource } from '../messages/index.ts';
import { findPrincipal } from '../principals/index.ts';
import { operationsAsking } from './supposed.ts';

const all = Object.keys(permissions) as Permission[];
const runs = process.env['WARDROOM_SOAK'] ? 20_000 : 300;

describe('an explanation is the decision', () => {
  let h: Harness;
  const ids = { channels: [] as string[], messages: [] as string[], people: [] as string[] };
  before(async () => {
    h = await createHarness();
    await arrange();
  });
  after(async () => {
    await h.close();
    assert.deepEqual(h.bugs, []);
  });

  async function arrange(): Promise<void> {
    const succeed = <T = Record<string, unknown>>(
      operation: Parameters<Harness['succeed']>[2],
      input: unknown,
      who: Who = 'owner',
    ) => h.succeed<T>(h.acme, who, operation, input);
    const idOf = (who: Who) => h.acme.principals[who].id;
    const roles: string[] = [];
    for (const [index, chosen] of fc
      .sample(fc.subarray(all, { minLength: 3, maxLength: 12 }), { numRuns: 3, seed: 7 })
      .entries()) {
      const input = { name: `Random ${index}`, chosen: [...chosen, 'workspace.read'] };
      roles.push((await succeed<{ role: { role: string } }>('roles.create', input)).role.role);
    }
    for (const [index, who] of (['member2', 'viewer', 'developer'] as const).entries())
      await succeed('roles.assign', { principalId: idOf(who), role: roles[index] });
    const { group } = await succeed<{ group: { id: string; revision: number } }>('groups.create', {
      ...{ handle: 'crew', name: 'Crew', description: '', visibility: 'private', mentionableBy: 'members' },
    });
    await succeed('groups.setRoles', {
      groupId: group.id,
      revision: group.revision,
      roles: [roles[1], 'developer'],
    });
    await succeed('groups.addMembers', { groupId: group.id, principalIds: [idOf('guest'), idOf('member')] });
    await succeed('channels.setAccess', {
      ...{ channelId: h.acme.secret.id, granted: ['message.pin', 'message.redact_any', 'channel.update'] },
    });
    await succeed('channels.classify', {
      channelId: h.acme.general.id,
      classification: 'restricted',
      labels: ['blue'],
    });
    for (const who of ['owner', 'member'] as const)
      for (const channelId of [h.acme.general.id, h.acme.secret.id]) {
        const input = { channelId, body: 'words', clientKey: `key-${who}-${channelId}` };
        ids.messages.push(
          (await succeed<{ message: { id: string } }>('messages.send', input, who)).message.id,
        );
      }
    ids.channels.push(h.acme.general.id, h.acme.secret.id);
    ids.people.push(...people.map(idOf));
    await enforce(
      ...([h, h.acme] as const),
      'permit(principal, action, resource);',
      'forbid(principal, action in Wardroom::Action::"write", resource) when { principal.groups.contains("crew") && principal.role != "owner" };',
      'forbid(principal, action == Wardroom::Action::"channel.read", resource is Wardroom::Channel) when { resource.classification == "restricted" && principal.role == "agent" };',
      'forbid(principal, action == Wardroom::Action::"people.manage", resource is Wardroom::Principal) when { resource.role == "guest" };',
      'forbid(principal, action in Wardroom::Action::"administer", resource) when { context.authentication.contains("key") || context.authenticationAgeMinutes > 30 };',
    );
  }

  type Target = { kind: 'channel' | 'message' | 'subject' | 'workspace'; index: number };
  const named = ({ kind, index }: Target) => {
    const pick = (from: readonly string[]) => from[index % from.length];
    if (kind === 'channel') return { channelId: pick(ids.channels) };
    if (kind === 'message') return { messageId: pick(ids.messages) };
    return kind === 'subject' ? { subjectId: pick(ids.people) } : {};
  };

  const find = async (
    tx: ReadTransaction,
    authority: Authority,
    target: Target,
  ): Promise<ResourceFacts | null> => {
    const { channelId, messageId, subjectId } = named(target);
    const { principalId } = authority;
    if (channelId) return channelResource(await findChannel(tx, uuidOf(channelId), principalId));
    if (messageId) return messageResource(await findMessage(tx, uuidOf(messageId), principalId));
    if (subjectId) return (await findPrincipal(tx, authority, uuidOf(subjectId)))?.resource ?? null;
    return workspace;
  };

  const reading: <T>(work: (tx: ReadTransaction) => Promise<T>) => Promise<T> = (work) => {
    const { database, policyShelf } = h.kernel;
    return policyShelf.within(h.acme.tenant.id, () => database.read(h.acme.tenant.id, work));
  };

  /** As `run` decides for a call of theirs. */
  const decided = (who: Who, permission: Permission, target: Target): Promise<Answer> =>
    reading(async (tx) => {
      const at = h.parts.clock.now();
      const { identity } = h.acme.principals[who];
      const authority = await requireAuthority(tx, { identity, address: '127.0.0.1' }, at);
      const { policyShelf: shelf, policyBreaker: breaker } = h.kernel;
      const parts = { shelf, breaker, onTripped: () => {} };
      const operation = operationsAsking(permission)[0]?.name ?? '';
      const circumstances = { address: '127.0.0.1', device: 'test', at, operation };
      const gate = await policyGate(tx, parts, authority, circumstances);
      return answerTo(tx, authority, gate, permission, await find(tx, authority, target));
    });

  const explained = async (who: Who, permission: Permission, target: Target, more: object = {}) => {
    const input = { principalId: h.acme.principals[who].id, permission, ...named(target), ...more };
    return (await h.succeed<{ explanation: Explanation }>(h.acme, 'owner', 'decisions.explain', input))
      .explanation;
  };

  const cases = [
    fc.constantFrom(...people),
    fc.constantFrom(...all),
    fc.record({
      kind: fc.constantFrom('channel' as const, 'message' as const, 'subject' as const, 'workspace' as const),
      index: fc.nat(100),
    }),
  ] as const;

  it('property: for random principals, permissions and resources, it is what the decision answers', async () => {
    const seen = { allowed: 0, denied: 0, byPolicy: 0 };
    const property = fc.asyncProperty(...cases, async (who, permission, target) => {
      const [answer, explanation] = [
        await decided(who, permission, target),
        await explained(who, permission, target),
      ];
      assert.equal(explanation.allowed, answer.allowed, JSON.stringify(explanation));
      seen[answer.allowed ? 'allowed' : 'denied'] += 1;
      if (answer.byRole && !answer.allowed) seen.byPolicy += 1;
      // Whatever is denied has a step that denies it, and what is allowed has none, but for roles that are beside it.
      const denying = explanation.steps.filter(({ outcome }) => outcome === 'denies');
      assert.equal(denying.length > 0, !explanation.allowed, JSON.stringify(explanation));
    });
    await fc.assert(property, { numRuns: runs, seed: 11, endOnFailure: true });
    for (const [what, count] of Object.entries(seen))
      assert.ok(count >= runs / 50, `${what} was seen ${count} times`);
  });

  it('property: the explanation is the same whenever it is asked, and scopes only take away', async () => {
    const property = fc.asyncProperty(...cases, async (who, permission, target) => {
      const free = await explained(who, permission, target);
      assert.deepEqual(await explained(who, permission, target), free);
      const narrow = await explained(who, permission, target, { scopes: ['messages:read'] });
      assert.ok(!narrow.allowed || free.allowed);
      assert.equal(
        (await explained(who, permission, target, { scopes: [] })).allowed &&
          operationsAsking(permission).length > 0,
        false,
      );
    });
    await fc.assert(property, { numRuns: runs / 10, seed: 12, endOnFailure: true });
  });

  it('who reads a channel by the list reads it by the operation, and nobody else does', async () => {
    for (const channelId of ids.channels) {
      const { readers } = await h.succeed<{ readers: { principalId: string }[] }>(
        ...([h.acme, 'owner', 'decisions.readers', { channelId }] as const),
      );
      const listed = new Set(readers.map(({ principalId }) => principalId));
      for (const who of people) {
        const { answer } = await h.call(h.acme, who, 'channels.get', { channelId });
        assert.equal(answer.ok, listed.has(h.acme.principals[who].id), who);
      }
    }
  });
});
