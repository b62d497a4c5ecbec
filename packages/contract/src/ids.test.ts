import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeId, encodeId, kindOf, uuidOf } from './ids.ts';

// TypeID specification 0.3, spec/valid.yml: the same suffixes under our prefixes.
const vectors: [suffix: string, uuid: string][] = [
  ['00000000000000000000000000', '00000000-0000-0000-0000-000000000000'],
  ['00000000000000000000000001', '00000000-0000-0000-0000-000000000001'],
  ['0000000000000000000000000a', '00000000-0000-0000-0000-00000000000a'],
  ['0000000000000000000000000g', '00000000-0000-0000-0000-000000000010'],
  ['00000000000000000000000010', '00000000-0000-0000-0000-000000000020'],
  ['7zzzzzzzzzzzzzzzzzzzzzzzzz', 'ffffffff-ffff-ffff-ffff-ffffffffffff'],
  ['0123456789abcdefghjkmnpqrs', '0110c853-1d09-52d8-d73e-1194e95b5f19'],
  ['01h455vb4pex5vsknk084sn02q', '01890a5d-ac96-774b-bcce-b302099a8057'],
];

test('published vectors encode and decode', () => {
  for (const [suffix, uuid] of vectors) {
    assert.equal(encodeId('message', uuid), `msg_${suffix}`);
    assert.equal(decodeId('message', `msg_${suffix}`), uuid);
    assert.equal(uuidOf(`chn_${suffix}`), uuid);
  }
});

test('ids of another kind, of wrong length, alphabet or range are no ids', () => {
  const good = 'msg_01h455vb4pex5vsknk084sn02q';
  assert.equal(kindOf(good), 'message');
  for (const wrong of [
    good.replace('msg', 'chn'),
    good.replace('_', '-'),
    good.slice(0, -1),
    `${good}0`,
    good.replace('v', 'u'),
    good.replace('h', 'H'),
    good.replace('h', 'é'),
    good.replace('01h', '81h'),
    '',
  ])
    assert.equal(decodeId('message', wrong), undefined, wrong);
});

test('only UUID text in lower case is encoded', () => {
  const uuid = '01890a5d-ac96-774b-bcce-b302099a8057';
  for (const wrong of [
    '',
    uuid.slice(1),
    `${uuid}0`,
    uuid.toUpperCase(),
    uuid.replace('-', '0'),
    uuid.replace('0', '-'),
    uuid.replace('a', 'é'),
  ])
    assert.throws(() => encodeId('message', wrong), TypeError, wrong);
});
