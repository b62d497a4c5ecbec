import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type AnyOperation, encodeId, id, none, operation, operations } from '@wardroom/contract';
import * as z from 'zod';
import { generateInput } from './generate-input.ts';
import { unknownLike } from './references.ts';

const nobodys = ({ kind }: { kind: Parameters<typeof unknownLike>[0] }) => unknownLike(kind, undefined);

/** An operation that nobody has made yet, with this input. */
const planned = (input: z.ZodType): AnyOperation =>
  operation({
    name: 'planned.act',
    realm: 'tenant',
    effect: 'command',
    summary: 'Planned.',
    input,
    output: z.strictObject({}),
    permission: 'workspace.read',
    resource: 'Tenant',
    scope: 'workspace:read',
    audit: none('it does not exist'),
  });

test('input can be made for every operation of the table, of both realms', () => {
  for (const one of Object.values(operations))
    assert.doesNotThrow(() => generateInput(one, nobodys), one.name);
});

test('an identifier is found wherever it stands: in lists, objects, unions, optional or not', () => {
  const { references } = generateInput(
    planned(
      z.strictObject({
        list: z.array(id('channel')).min(1),
        inner: z.strictObject({ messageId: id('message').nullable() }),
        either: z.union([z.strictObject({ principalId: id('principal') }), z.strictObject({})]),
        before: id('auditEntry').optional(),
      }),
    ),
    nobodys,
  );
  assert.deepEqual(
    references.map(({ path, kind, optional }) => [path.join('.'), kind, optional]),
    [
      ['list.0', 'channel', false],
      ['inner.messageId', 'message', true],
      ['either.principalId', 'principal', false],
      ['before', 'auditEntry', true],
    ],
  );
});

test('an operation whose input cannot be made fails by name', () => {
  const hidden = z.union([z.strictObject({}), z.strictObject({ channelId: id('channel') })]);
  const unmakeable = [
    z.strictObject({ either: hidden }),
    z.strictObject({ when: z.date() }),
    z.strictObject({ code: z.string().regex(/^never$/) }),
  ];
  for (const input of unmakeable) assert.throws(() => generateInput(planned(input), nobodys), /planned\.act/);
});

test('a random identifier keeps the moment of the one that it stands for, and is another', () => {
  const like = encodeId('channel', '01890a5d-ac96-774b-bcce-b302099a8057');
  const other = unknownLike('channel', like);
  assert.notEqual(other, like);
  // 26 characters: ten for the moment, then what is random.
  assert.equal(other.slice(0, 14), like.slice(0, 14));
});
