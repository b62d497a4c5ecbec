import assert from 'node:assert/strict';
import { chmod, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { inspect } from 'node:util';
import { systemRandom } from '../random.ts';
import { openLocalProvider } from './local-provider.ts';
import { createPrivateFile } from './private-file.ts';
import { readSealedFile, writeSealedFile } from './sealed-file.ts';

async function directoryFor(t: TestContext): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'wardroom-keys-'));
  t.after(() => rm(directory, { recursive: true }));
  return directory;
}

const context = Buffer.from('tenant a');
const other = Buffer.from('tenant b');
const modeOf = async (path: string) => (await stat(path)).mode & 0o777;

test('the first run makes a key file that only its owner may read, the next one finds the same key', async (t) => {
  const directory = await directoryFor(t);
  const wrapped = await (await openLocalProvider({ directory })).wrap(Buffer.from('tenant key'), context);
  assert.equal(await modeOf(join(directory, 'root.key')), 0o600);
  const again = await openLocalProvider({ directory, create: false });
  assert.equal((await again.unwrap(wrapped, context)).toString(), 'tenant key');
  assert.deepEqual(await readdir(directory), ['root.key']);
});

test('what was wrapped for one context, or by another root key, does not unwrap', async (t) => {
  const provider = await openLocalProvider({ directory: await directoryFor(t) });
  const stranger = await openLocalProvider({ directory: await directoryFor(t) });
  const wrapped = await provider.wrap(Buffer.from('tenant key'), context);
  await assert.rejects(provider.unwrap(wrapped, other), { code: 'ciphertext_rejected' });
  await assert.rejects(stranger.unwrap(wrapped, context), { code: 'ciphertext_rejected' });
  await assert.rejects(provider.unwrap(wrapped.subarray(0, -1), context), { code: 'ciphertext_rejected' });
  assert.equal((await provider.unwrap(wrapped, context)).toString(), 'tenant key');
});

test('a key file that others could read is refused, and its text is not in the error', async (t) => {
  const directory = await directoryFor(t);
  await openLocalProvider({ directory });
  const path = join(directory, 'root.key');
  for (const mode of [0o640, 0o604, 0o660, 0o620, 0o601]) {
    await chmod(path, mode);
    const error = await openLocalProvider({ directory }).catch((failure: unknown) => failure);
    assert.equal((error as { code?: string }).code, 'root_key_permissions', mode.toString(8));
    assert.equal(inspect(error).includes((await readFile(path, 'utf8')).trim()), false);
  }
  await chmod(path, 0o400);
  assert.ok(await openLocalProvider({ directory }));
});

test('a link in place of the key file is refused', async (t) => {
  const directory = await directoryFor(t);
  const elsewhere = await directoryFor(t);
  await openLocalProvider({ directory: elsewhere });
  await symlink(join(elsewhere, 'root.key'), join(directory, 'root.key'));
  await assert.rejects(openLocalProvider({ directory }), { code: 'root_key_permissions' });
});

test('a damaged key file is refused and left as it is', async (t) => {
  const directory = await directoryFor(t);
  const path = join(directory, 'root.key');
  for (const text of ['', 'short', `${'A'.repeat(43)}=\n`, `${'A'.repeat(44)}\n`]) {
    await writeFile(path, text, { mode: 0o600 });
    await assert.rejects(openLocalProvider({ directory }), { code: 'root_key_malformed' });
    assert.equal(await readFile(path, 'utf8'), text);
  }
});

test('where data exist, a missing root key is an error and no new key is made', async (t) => {
  const directory = await directoryFor(t);
  await assert.rejects(openLocalProvider({ directory, create: false }), { code: 'root_key_missing' });
  await assert.rejects(openLocalProvider({ directory, create: false, passphrase: 'x' }), {
    code: 'root_key_missing',
  });
  assert.deepEqual(await readdir(directory), []);
});

test('eight first runs at once end with one key', async (t) => {
  const directory = await directoryFor(t);
  const providers = await Promise.all(Array.from({ length: 8 }, () => openLocalProvider({ directory })));
  for (const provider of providers) {
    const wrapped = await provider.wrap(Buffer.from('tenant key'), context);
    for (const reader of providers)
      assert.equal((await reader.unwrap(wrapped, context)).toString(), 'tenant key');
  }
  assert.deepEqual(await readdir(directory), ['root.key']);
});

test('an existing file is never overwritten by a first run', async (t) => {
  const path = join(await directoryFor(t), 'file');
  assert.equal(await createPrivateFile(path, Buffer.from('first'), systemRandom), true);
  assert.equal(await createPrivateFile(path, Buffer.from('second'), systemRandom), false);
  assert.equal(await readFile(path, 'utf8'), 'first');
});

test('a passphrase gives the same root key again, a wrong one is told at the start', async (t) => {
  const directory = await directoryFor(t);
  const provider = await openLocalProvider({ directory, passphrase: 'plum velvet orbit' });
  const wrapped = await provider.wrap(Buffer.from('tenant key'), context);
  assert.equal(await modeOf(join(directory, 'root.salt')), 0o600);
  const again = await openLocalProvider({ directory, passphrase: 'plum velvet orbit' });
  assert.equal((await again.unwrap(wrapped, context)).toString(), 'tenant key');
  const error = await openLocalProvider({ directory, passphrase: 'plum velvet orbis' }).catch(
    (e: unknown) => e,
  );
  assert.equal((error as { code?: string }).code, 'root_key_passphrase');
  assert.equal(inspect(error).includes('orbis'), false);
  assert.deepEqual(await readdir(directory), ['root.salt']);
});

const record = { applicationPassword: 'p4ss-app', contextKey: 'Zm9v' };

test('a sealed file gives back its record, shows nothing of it and belongs to its owner alone', async (t) => {
  const directory = await directoryFor(t);
  const provider = await openLocalProvider({ directory });
  const path = join(directory, 'deployment.sealed');
  assert.equal(await readSealedFile(provider, path), null);
  await writeSealedFile(provider, path, record);
  assert.deepEqual(await readSealedFile(provider, path), record);
  assert.equal(await modeOf(path), 0o600);
  const text = await readFile(path, 'latin1');
  for (const word of ['p4ss-app', 'applicationPassword', Buffer.from('p4ss-app').toString('base64url')]) {
    assert.equal(text.includes(word), false);
  }
  await writeSealedFile(provider, path, { contextKey: 'new' });
  assert.deepEqual(await readSealedFile(provider, path), { contextKey: 'new' });
  assert.deepEqual((await readdir(directory)).sort(), ['deployment.sealed', 'root.key']);
});

test('a sealed file is refused under another root key, another name, open permissions, or damaged', async (t) => {
  const directory = await directoryFor(t);
  const provider = await openLocalProvider({ directory });
  const path = join(directory, 'deployment.sealed');
  await writeSealedFile(provider, path, record);
  const stranger = await openLocalProvider({ directory: await directoryFor(t) });
  await assert.rejects(readSealedFile(stranger, path), { code: 'ciphertext_rejected' });
  const renamed = join(directory, 'other.sealed');
  await writeFile(renamed, await readFile(path), { mode: 0o600 });
  await assert.rejects(readSealedFile(provider, renamed), { code: 'ciphertext_rejected' });
  await chmod(path, 0o644);
  await assert.rejects(readSealedFile(provider, path), { code: 'root_key_permissions' });
  for (const text of ['', '{', 'null', '{"form":2}', '{"form":1,"provider":"local","key":1,"content":""}']) {
    await writeFile(renamed, text);
    await assert.rejects(readSealedFile(provider, renamed), { code: 'sealed_file_malformed' }, text);
  }
});
