import { rewriteText } from '../verifying.ts';
import { boundaryNote, keys } from '../writer/export.ts';
import { tarHeader, withChecksum } from '../writer/tar.ts';
import { type Cases, eventful, json, large, note, swapped, twice, without } from './case.ts';

export const shape: Cases = {
  'the manifest is no JSON': { change: note('manifest.json', '{'), code: 'manifest_malformed' },
  'the manifest has a field of its own': {
    change: json('manifest.json', (value) => ({ ...value, more: 1 })),
    code: 'manifest_malformed',
  },
  'the manifest starts within a bundle': {
    change: json('manifest.json', (value) => ({ ...value, from: 5 })),
    code: 'manifest_malformed',
  },
  'keys.json holds a key whose id is another': {
    change: rewriteText('keys.json', (text) => text.replace('example', 'exemple')),
    code: 'manifest_malformed',
    file: 'keys.json',
  },
  'the manifest is missing': {
    change: without('manifest.json'),
    code: 'file_missing',
    file: 'manifest.json',
  },
  'the checkpoint is missing': { change: without('checkpoint'), code: 'file_missing', file: 'checkpoint' },
  'the keys are missing': { change: without('keys.json'), code: 'file_missing', file: 'keys.json' },
  'the openings are missing': {
    change: without('openings.jsonl'),
    code: 'file_missing',
    file: 'openings.jsonl',
  },
  'a tile is missing': {
    log: large,
    change: without('tile/0/001'),
    code: 'file_missing',
    file: 'tile/0/001',
  },
  'an upper tile is missing': {
    log: large,
    change: without('tile/1/000.p/2'),
    code: 'file_missing',
    file: 'tile/1/000.p/2',
  },
  'a bundle is missing': {
    log: large,
    change: without('tile/entries/001'),
    code: 'file_missing',
    file: 'tile/entries/001',
  },
  'a rotation is missing': {
    log: { ...eventful, signers: [keys.nextLog] },
    change: without('rotations/0'),
    code: 'key_untrusted',
  },
  'the boundary is there without pruning': {
    change: (files) =>
      files.toSpliced(3, 0, { name: 'boundary', bytes: Buffer.from(boundaryNote(large, 256)) }),
    code: 'boundary_invalid',
  },
  'a file is there twice': { change: twice('checkpoint'), code: 'file_unexpected', file: 'checkpoint' },
  'a bundle is there twice': {
    log: large,
    change: twice('tile/entries/001'),
    code: 'file_unexpected',
    file: 'tile/entries/001',
  },
  'two tiles change places': {
    log: large,
    change: swapped('tile/0/000', 'tile/0/001'),
    code: 'file_unexpected',
  },
  'openings come before entries': {
    change: swapped('openings.jsonl', 'tile/entries/000.p/10'),
    code: 'file_unexpected',
  },
  'a file is there that nobody asked for': {
    change: (files) => [...files, { name: 'notes.txt', bytes: Buffer.from('hello') }],
    code: 'file_unexpected',
    file: 'notes.txt',
  },
  'a file points out of the export': {
    change: (files) => [...files, { name: '../passwd', bytes: Buffer.alloc(0) }],
    code: 'file_unexpected',
  },
  'a link is there': {
    edit: (tar) => Buffer.concat([tar.subarray(0, -1_024), tarHeader('link', 0, '2'), Buffer.alloc(1_024)]),
    code: 'file_unexpected',
  },
  'bytes hide behind a file': {
    edit: (tar) => Buffer.from(tar).fill(1, 1_020, 1_024),
    code: 'file_unexpected',
  },
  'bytes hide in a header': {
    edit: (tar) =>
      Buffer.concat([withChecksum(Buffer.from(tar.subarray(0, 512)).fill(65, 400, 410)), tar.subarray(512)]),
    code: 'file_unexpected',
  },
  'bytes hide behind the end': {
    edit: (tar) => Buffer.concat([tar, Buffer.from('more')]),
    code: 'file_truncated',
  },
  'a whole archive follows': { edit: (tar) => Buffer.concat([tar, tar]), code: 'file_unexpected' },
  'a header claims eight gigabytes': {
    edit: () => Buffer.concat([tarHeader('manifest.json', 2 ** 33 - 1), Buffer.alloc(1_024)]),
    code: 'manifest_malformed',
  },
  'the archive is cut': { edit: (tar) => tar.subarray(0, 5_000), code: 'file_truncated' },
  'the archive ends without an end': { edit: (tar) => tar.subarray(0, -1_024), code: 'file_truncated' },
  'the archive is empty': { edit: () => Buffer.alloc(0), code: 'file_truncated' },
};
