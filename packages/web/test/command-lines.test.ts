/** Each line that the console shows is one that the command line takes, with the values that the screen gave it. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { encodeId, operations, type Uuid } from '@wardroom/contract';
import { readOperationInput } from '../../cli/src/connection/read-input.ts';
import { buildProgram } from '../../cli/src/program.ts';
import type { Surroundings } from '../../cli/src/surroundings.ts';
import { api, type CommandLine, commands, plain, writeLine } from '../src/console/command-lines.ts';

const uuid = '01890000-0000-7000-8000-000000000001' as Uuid;
const caller = { origin: 'https://acme.chat.example:8443', handle: 'olga' };
/** What people name things, and what a shell makes of it when nobody stops it. */
const wild = `it's "$HOME" \`id\`; rm -rf * #1 \\ ünï\n& <x>`;
const dashed = '--yes';

const words = {
  name: wild,
  description: 'Reads at night',
  chosen: ['audit.view', 'roles.read'],
  reason: wild,
};

/** Of every command, with ordinary values and with those that a shell or an option parser would take for something else. */
const samples: {
  readonly [Name in keyof typeof commands]: readonly Parameters<(typeof commands)[Name]>[];
} = {
  verifyAudit: [['audit-acme.tar'], [wild], [dashed]],
  listAudit: [[[]], [['actor:olga', 'outcome:blocked', 'from:2026-05-01T09:30Z']]],
  replayLetters: [
    [encodeId('auditSink', uuid), [encodeId('auditEntry', uuid)]],
    [encodeId('auditSink', uuid), [encodeId('auditEntry', uuid), encodeId('auditEntry', uuid)]],
  ],
  dropLetters: [[encodeId('auditSink', uuid), [encodeId('auditEntry', uuid)]]],
  assignRole: [
    ['noor', 'Front desk'],
    ['noor', wild],
    ['noor', dashed],
  ],
  createRole: [[words], [{ ...words, name: dashed, reason: '', chosen: [] }]],
  updateRole: [
    ['Front desk', words],
    [dashed, { ...words, description: dashed, reason: dashed }],
    ['Front desk', { chosen: ['audit.view'], reason: '' }],
  ],
  deleteRole: [['Front desk'], [dashed]],
  createGroup: [
    ['crew', wild, {}],
    ['crew', 'Crew', { description: dashed, parent: 'deck', visibility: 'hidden', mentionableBy: 'nobody' }],
    ['crew', 'Crew', { department: true }],
  ],
  updateGroup: [
    ['crew', { name: wild, handle: 'oars', parent: null }],
    ['crew', { parent: 'deck', department: true }],
    ['crew', { department: false, description: '' }],
  ],
  deleteGroup: [['crew']],
  addToGroup: [
    ['crew', ['noor', 'tom'], 'member'],
    ['crew', ['noor'], 'manager'],
  ],
  removeFromGroup: [['crew', ['noor', encodeId('principal', uuid)]]],
  groupMemberRole: [
    ['crew', 'noor', 'manager'],
    ['crew', 'noor', 'member'],
  ],
  groupRoles: [
    ['crew', [], ''],
    ['crew', ['member', wild, dashed], wild],
  ],
  linkChannel: [['crew', encodeId('channel', uuid)]],
  unlinkChannel: [[encodeId('channel', uuid)]],
  applyPolicies: [
    ['policies.json', wild],
    ['policies.json', ''],
  ],
  activatePolicies: [
    [{ version: 3, mode: 'enforce', reason: wild }],
    [{ version: null, mode: 'enforce', reason: '' }],
    [{ version: null, mode: 'evaluate', reason: dashed }],
  ],
  explain: [
    ['noor', 'message.write', {}],
    [
      'noor',
      'message.write',
      {
        ...{ channel: encodeId('channel', uuid), message: encodeId('message', uuid), subject: 'tom' },
        ...{ scopes: ['messages:write', 'messages:read'], address: '2001:db8::1', device: 'mobile' },
        at: '2026-05-01T22:00:00.000Z',
      },
    ],
  ],
};

/** Of every field that a plain line has. */
const fields: Readonly<Record<string, string | number>> = {
  ...{ type: 'role.created', outcome: 'success', revision: 0, timeZone: 'Europe/Berlin', region: '' },
  ...{ samplePerMille: 10, handle: 'robot', displayName: wild.replaceAll('\n', ' '), kind: 'bot' },
  entryId: encodeId('auditEntry', uuid),
  ...{ segmentation: 'departments', reason: wild },
  ...{ securityDays: 800, complianceDays: 900, version: 3 },
  ...{ mode: 'private', name: wild.replaceAll('\n', ' '), sinkId: encodeId('auditSink', uuid), from: 0 },
  ...Object.fromEntries(
    (
      [
        ...['breakGlass', 'channel', 'client', 'credential', 'domain', 'grant', 'invitation', 'principal'],
        ...['session', 'token'],
      ] as const
    ).map((kind) => [`${kind}Id`, encodeId(kind as 'channel', uuid)]),
  ),
};

/** As a shell would hand them over. */
const argumentsOf = (line: string): readonly string[] =>
  execFileSync('sh', ['-c', `wardroom() { printf '%s\\0' "$@"; }\n${line}`], { encoding: 'utf8' })
    .split('\0')
    .slice(0, -1);

type Command = ReturnType<typeof buildProgram>;

interface Taken {
  readonly command: string;
  readonly values: readonly unknown[];
}

const surroundings = {
  stdout: { write: () => true, columns: 100 },
  stderr: { write: () => true, columns: 100 },
  arguments: [],
  environment: {},
} as unknown as Surroundings;

/** What the command line takes it for; it is not carried out. Throws what it says to a person who has mistyped it. */
async function take(line: string): Promise<Taken> {
  let taken: Taken | undefined;
  const program = buildProgram({ surroundings, exitCode: 0 }, '0');
  const leaves = (command: Command): Command[] =>
    command.commands.length === 0 ? [command] : command.commands.flatMap(leaves);
  for (const leaf of leaves(program))
    leaf.exitOverride().action(() => {
      const path: string[] = [];
      for (let at: Command | null = leaf; at !== null && at !== program; at = at.parent)
        path.unshift(at.name());
      taken = {
        command: path.join(' '),
        values: [...leaf.args, ...Object.values(leaf.opts())],
      };
    });
  await program.parseAsync([...argumentsOf(line)], { from: 'user' });
  assert.ok(taken !== undefined, line);
  return taken;
}

/** Texts that the screen gave, wherever they stand. */
const textsIn = (value: unknown): readonly string[] =>
  typeof value === 'string'
    ? [value]
    : typeof value === 'object' && value !== null
      ? Object.values(value).flatMap(textsIn)
      : [];

for (const [name, inputs] of Object.entries(samples))
  test(`what is shown for ${name} is taken by the command line with every value as it was`, async () => {
    for (const input of inputs) {
      const make = commands[name as keyof typeof commands] as (...parts: readonly unknown[]) => CommandLine;
      const line = make(...input);
      const { command, values } = await take(writeLine(line, caller));
      assert.equal(command, line.words.join(' '));
      const arrived = values.flatMap((value) => textsIn(value).flatMap((text) => [text, ...text.split(',')]));
      const by = line.isOffline === true ? [] : [caller.origin, caller.handle];
      const given = [...input.flatMap(textsIn), ...by];
      const lost = given.filter((text) => !arrived.includes(text) && !implied.has(text) && text !== '');
      assert.deepEqual(lost, [], writeLine(line, caller));
    }
  });

/** Said by an option without a value, or by its absence. */
const implied: ReadonlySet<string> = new Set(['enforce', 'evaluate', 'member', 'manager']);

test('each operation that is shown is taken by the command line, and its input by the contract', async () => {
  for (const name of Object.keys(plain) as (keyof typeof plain)[]) {
    const input = Object.fromEntries(
      plain[name].map((field) => [field, fields[field] ?? `no sample of ${field}`]),
    );
    const line = writeLine(api(name, input as Parameters<typeof api>[1]), caller);
    const { command, values } = await take(line);
    const [operation, ...pairs] = values
      .filter((value) => typeof value === 'string')
      .slice(0, 1 + plain[name].length);
    assert.deepEqual([command, operation], ['api', name]);
    const read = await readOperationInput(surroundings, operations[name], { pairs });
    assert.deepEqual(read, input, line);
  }
});

test('a line with a word that the command line does not know is found out', async () => {
  const line = writeLine(commands.deleteRole('Front desk'), caller);
  await assert.rejects(take(line.replace('delete', 'remove')), /unknown command|too many arguments/);
  await assert.rejects(take(`${line} --forever`), /unknown option/);
});

test('no screen writes a line by itself', () => {
  const folder = fileURLToPath(new URL('../src/console/', import.meta.url));
  const writers = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (file) =>
      /\.tsx?$/.test(file) && /['"`>]wardroom |'wardroom'/.test(readFileSync(join(folder, file), 'utf8')),
  );
  assert.deepEqual(writers, ['command-lines.ts']);
});
