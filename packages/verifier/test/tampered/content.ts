import { flip, rewrite, rewriteText } from '../verifying.ts';
import { entryOf, fieldsOf } from '../writer/entry.ts';
import { boundaryNote, checkpointOf, directoryOf, exportFiles, keys, rootAt } from '../writer/export.ts';
import { testKey } from '../writer/keys.ts';
import {
  type Cases,
  contentSwapped,
  eventful,
  json,
  large,
  lying,
  note,
  other,
  small,
  withoutMetadata,
} from './case.ts';

export const content: Cases = {
  'an entry is changed': {
    log: large,
    change: flip('tile/entries/001', 30_000),
    code: 'root_mismatch',
    file: 'tile/entries/001',
  },
  'an entry is changed behind the last whole bundle': {
    change: rewriteText('tile/entries/000.p/10', (text) => text.replace('guest', 'owner')),
    code: 'root_mismatch',
    file: 'tile/entries/000.p/10',
    index: 0,
  },
  'two bundles change their content': {
    log: large,
    change: contentSwapped('tile/entries/000', 'tile/entries/001'),
    code: 'root_mismatch',
    file: 'tile/entries/000',
  },
  'entries and tiles are of another log': {
    change: (files) =>
      files.map(
        (file) =>
          [...exportFiles(other)].find(({ name }) => name === file.name && name.startsWith('tile/')) ?? file,
      ),
    code: 'root_mismatch',
    file: 'checkpoint',
  },
  'a tile is changed': {
    log: large,
    change: flip('tile/0/001', 100),
    code: 'tile_mismatch',
    file: 'tile/0/001',
  },
  'the last tile is changed': {
    log: large,
    change: flip('tile/0/002.p/188', 100),
    code: 'tile_mismatch',
    file: 'tile/0/002.p/188',
  },
  'an upper tile is changed': {
    log: large,
    change: flip('tile/1/000.p/2', 40),
    code: 'tile_mismatch',
    file: 'tile/1/000.p/2',
  },
  'a tile below the boundary is changed': {
    log: eventful,
    change: flip('tile/0/001', 100),
    code: 'tile_mismatch',
    file: 'tile/0/001',
  },
  'a tile is shorter': {
    log: large,
    change: rewrite('tile/0/001', (bytes) => bytes.subarray(0, -32)),
    code: 'tile_mismatch',
    file: 'tile/0/001',
  },
  'an entry is no JSON': { log: lying(4, Buffer.from('{')), code: 'entry_malformed', index: 4 },
  'an entry is no UTF-8': { log: lying(4, Buffer.from([0xff])), code: 'entry_malformed', index: 4 },
  'an entry lacks a field': { log: lying(4, withoutMetadata), code: 'entry_malformed', index: 4 },
  'an entry has a field of its own': {
    log: lying(4, { ...fieldsOf(4), more: 1 }),
    code: 'entry_malformed',
    index: 4,
  },
  'an entry is longer than 65,535 bytes': {
    log: lying(4, { ...fieldsOf(4), metadata: { filler: 'x'.repeat(65_536) } }),
    code: 'entry_malformed',
  },
  'a bundle has bytes of no entry': {
    change: rewrite('tile/entries/000.p/10', (bytes) => Buffer.concat([bytes, Buffer.of(0)])),
    code: 'entry_malformed',
  },
  'an entry is left out of its bundle': {
    change: rewrite('tile/entries/000.p/10', (bytes) => bytes.subarray(2 + bytes.readUInt16BE(0))),
    code: 'entry_malformed',
  },
  'an entry has spaces': {
    log: lying(4, Buffer.from(entryOf(4).toString().replace(':', ': '))),
    code: 'entry_not_canonical',
    index: 4,
  },
  'an entry has a field twice': {
    log: lying(4, Buffer.from(entryOf(4).toString().replace('"v":1', '"v":1,"v":1'))),
    code: 'entry_not_canonical',
    index: 4,
  },
  'an entry has its fields in another order': {
    log: lying(4, Buffer.from(JSON.stringify({ v: 1, ...fieldsOf(4) }))),
    code: 'entry_not_canonical',
    index: 4,
  },
  'an entry is at another place': {
    log: lying(4, { ...fieldsOf(5), id: 'evt_x' }),
    code: 'index_mismatch',
    index: 4,
  },
  'two entries have one id': {
    log: lying(4, { ...fieldsOf(4), id: fieldsOf(3)['id'] ?? '' }),
    code: 'entry_duplicate',
    index: 4,
  },
  'the clock went back': {
    log: lying(4, { ...fieldsOf(4), sequencedAt: '2026-01-01T00:00:00.000Z' }),
    code: 'time_went_back',
    index: 4,
  },
  'the manifest says another size': {
    change: json('manifest.json', (value) => ({ ...value, size: 9, to: 9 })),
    code: 'size_mismatch',
  },
  'the manifest ends early': {
    change: json('manifest.json', (value) => ({ ...value, to: 9 })),
    code: 'size_mismatch',
  },
  'the checkpoint is an older one': {
    change: note('checkpoint', checkpointOf(small, 9)),
    code: 'size_mismatch',
  },
  'the boundary is changed': {
    log: eventful,
    change: rewriteText('boundary', (text) => text.replace('\n512\n', '\n256\n')),
    code: 'boundary_invalid',
  },
  'the boundary has another root': {
    log: { ...eventful, boundary: boundaryNote(eventful, 512, rootAt(eventful, 256)) },
    code: 'boundary_invalid',
  },
  'a stranger has signed the boundary': {
    log: { ...eventful, boundary: boundaryNote({ ...eventful, signers: [keys.stranger] }, 512) },
    code: 'boundary_invalid',
  },
  'the boundary lies behind what is here': {
    log: { ...eventful, boundary: boundaryNote(eventful, 768) },
    code: 'boundary_invalid',
  },
  'the boundary is of another log': {
    log: {
      ...eventful,
      boundary: boundaryNote({ ...eventful, origin: 'other', signers: [testKey('other', 1, 'log 1')] }, 512),
    },
    code: 'boundary_invalid',
  },
  'the log is rolled back': { held: [checkpointOf(small, 11)], code: 'rolled_back', file: 'held/0' },
  'another log of the same size was shown': {
    held: [checkpointOf(small, 4), checkpointOf(other, 10)],
    code: 'split_view',
    file: 'held/1',
  },
  'another log was shown before': { held: [checkpointOf(other, 5)], code: 'split_view', file: 'held/0' },
  'another log was shown before, within a tile': {
    log: large,
    held: [checkpointOf({ ...large, entryAt: other.entryAt }, 300)],
    code: 'split_view',
    file: 'held/0',
  },
  'what is held was never signed': {
    held: [checkpointOf({ ...small, signers: [keys.stranger] }, 10)],
    code: 'signature_invalid',
    file: 'held/0',
  },
  'what is held is nothing': { held: ['nothing'], code: 'checkpoint_malformed', file: 'held/0' },
  'what is held is of another log': {
    held: [checkpointOf({ ...small, origin: 'other' }, 10)],
    code: 'checkpoint_malformed',
    file: 'held/0',
  },
  'an opening has another value': {
    change: rewriteText('openings.jsonl', (text) => text.replace('192.0.2.3', '192.0.2.4')),
    code: 'opening_mismatch',
    index: 3,
  },
  'an opening has another salt': {
    change: rewriteText('openings.jsonl', (text) => text.replace('BwcHBwc', 'CwcHBwc')),
    code: 'opening_mismatch',
    index: 0,
  },
  'an opening is there twice': {
    change: rewriteText('openings.jsonl', (text) => text.replace(/^.*\n/, '$&$&')),
    code: 'opening_mismatch',
    index: 0,
  },
  'an opening is of an entry that has none': {
    change: rewriteText('openings.jsonl', (text) => text.replace('"index":3', '"index":4')),
    code: 'opening_mismatch',
    index: 4,
  },
  'openings are in another order': {
    change: rewriteText('openings.jsonl', (text) => `${text.trimEnd().split('\n').reverse().join('\n')}\n`),
    code: 'opening_mismatch',
  },
  'an opening is cut': {
    change: rewrite('openings.jsonl', (bytes) => bytes.subarray(0, -1)),
    code: 'opening_mismatch',
  },
  'the directory has another salt': {
    change: json('directory.json', (value) => ({ ...value, salt: 'A'.repeat(43) })),
    code: 'directory_mismatch',
  },
  'the directory covers another checkpoint': {
    change: json('directory.json', (value) => ({ ...value, tenantCheckpoint: checkpointOf(small, 7) })),
    code: 'directory_mismatch',
  },
  'the directory covers another view of the log': {
    change: rewrite('directory.json', () => directoryOf(other, 8)),
    code: 'directory_mismatch',
  },
  'the directory covers more than there is': {
    change: rewrite('directory.json', () => directoryOf(small, 12)),
    code: 'directory_mismatch',
  },
  'the directory is no proof': { change: note('directory.json', '{}'), code: 'directory_mismatch' },
  'the directory checkpoint is changed': {
    change: rewriteText('directory.json', (text) => text.replace('audit\\n5\\n', 'audit\\n6\\n')),
    code: 'signature_invalid',
    file: 'directory.json',
  },
};
