import { rewriteText } from '../verifying.ts';
import { checkpointOf, keys, plainLog, rotationNote } from '../writer/export.ts';
import { signedNote, testKey } from '../writer/keys.ts';
import { type Cases, eventful, foreignWitness, json, note, small } from './case.ts';

export const signatures: Cases = {
  'the checkpoint is no note': { change: note('checkpoint', 'hello\n'), code: 'checkpoint_malformed' },
  'the root in the checkpoint is no hash': {
    change: note('checkpoint', signedNote(`${small.origin}\n10\nAAAA\n`, [keys.log])),
    code: 'checkpoint_malformed',
  },
  'a key comes into service twice': {
    log: {
      ...eventful,
      rotations: [rotationNote(keys.log, keys.nextLog, 8), rotationNote(keys.nextLog, keys.log, 9)],
    },
    code: 'rotation_invalid',
    file: 'rotations/1',
  },
  'the checkpoint is of another log': {
    log: { ...small, origin: `${small.origin}x` },
    change: json('manifest.json', (value) => ({ ...value, origin: small.origin })),
    code: 'checkpoint_malformed',
  },
  'the root in the checkpoint is changed': {
    change: note('checkpoint', checkpointOf(small, 10).replace(/\n10\n./, '\n10\nA')),
    code: 'signature_invalid',
  },
  'nobody has signed': { log: { ...small, signers: [] }, code: 'signature_invalid' },
  'somebody else has signed': { log: { ...small, signers: [keys.stranger] }, code: 'key_untrusted' },
  'somebody else has signed, and keys.json says so': {
    log: { ...small, signers: [keys.stranger], includes: { log: [keys.stranger], witnesses: [] } },
    code: 'key_untrusted',
  },
  'a key of another log has signed': {
    log: { ...small, signers: [keys.directory] },
    code: 'signature_invalid',
  },
  'a key has signed after it was replaced': {
    log: { ...eventful, signers: [keys.log] },
    code: 'signature_invalid',
    file: 'checkpoint',
  },
  'a stranger has signed the rotation': {
    log: { ...eventful, rotations: [rotationNote(keys.stranger, keys.nextLog, 1)] },
    code: 'rotation_invalid',
    file: 'rotations/0',
  },
  'the rotation is changed': {
    log: eventful,
    change: rewriteText('rotations/0', (text) => text.replace('1793491800', '1793491801')),
    code: 'rotation_invalid',
  },
  'the rotations go back in time': {
    log: {
      ...eventful,
      rotations: [rotationNote(keys.log, keys.nextLog, 9), rotationNote(keys.nextLog, keys.log, 8)],
    },
    code: 'rotation_invalid',
    file: 'rotations/1',
  },
  'a rotation names no key': {
    log: { ...eventful, rotations: [signedNote(`${small.origin}\nrotate\nnobody\n5\n`, [keys.log])] },
    code: 'rotation_invalid',
  },
  'a cosignature is of another checkpoint': {
    change: note('checkpoint', foreignWitness()),
    code: 'cosignature_invalid',
  },
  'a cosignature is missing': { log: { ...small, witnesses: [], covered: 8 }, code: 'cosignature_invalid' },
  'the witness is another': {
    log: { ...plainLog(10), witnesses: [testKey('witness.example.org', 4, 'other')] },
    code: 'cosignature_invalid',
  },
};
