import assert from 'node:assert/strict';
import { argon2Sync, createSecretKey } from 'node:crypto';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { systemRandom } from '../random.ts';
import { mac } from './derive.ts';
import { passwordProblems } from './password-rules.ts';
import { currentCost, Passwords } from './passwords.ts';
import { argon2idVector as vector } from './published-vectors.ts';

const hex = (text: string) => Buffer.from(text, 'hex');
const pepper = createSecretKey(systemRandom.bytes(32));
const cheap = { memoryKiB: 64, passes: 1, lanes: 1 };
const passwords = new Passwords({ random: systemRandom, parallel: 2, cost: cheap });

test('Argon2id of this runtime gives the published tag', () => {
  const tag = argon2Sync('argon2id', {
    message: hex(vector.message),
    nonce: hex(vector.salt),
    secret: hex(vector.secret),
    associatedData: hex(vector.associated),
    memory: vector.memory,
    passes: vector.passes,
    parallelism: vector.parallelism,
    tagLength: 32,
  });
  assert.equal(tag.toString('hex'), vector.tag);
});

test('a password verifies against its hash and no other password does', async () => {
  const stored = await passwords.hash(pepper, 'plum velvet orbit canyon');
  assert.match(stored, /^\$argon2id\$v=19\$m=64,t=1,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
  assert.deepEqual(await passwords.verify(pepper, 'plum velvet orbit canyon', stored), {
    matches: true,
    outdated: false,
  });
  assert.deepEqual(await passwords.verify(pepper, 'plum velvet orbit canyom', stored), {
    matches: false,
    outdated: false,
  });
});

test('the default cost is 19 MiB, two passes, one lane', async () => {
  assert.deepEqual(currentCost, { memoryKiB: 19_456, passes: 2, lanes: 1 });
  const stored = await new Passwords({ random: systemRandom, parallel: 1 }).hash(pepper, 'x');
  assert.ok(stored.startsWith('$argon2id$v=19$m=19456,t=2,p=1$'));
});

test('a stored hash is standard Argon2id over HMAC-SHA-256(pepper, password)', async () => {
  const stored = await passwords.hash(pepper, 'plum velvet orbit canyon');
  const [, , , , salt = '', hash = ''] = stored.split('$');
  const expected = argon2Sync('argon2id', {
    message: mac(pepper, 'plum velvet orbit canyon'),
    nonce: Buffer.from(salt, 'base64'),
    memory: 64,
    passes: 1,
    parallelism: 1,
    tagLength: 32,
  });
  assert.deepEqual(Buffer.from(hash, 'base64'), expected);
});

test('a hash is worthless without the pepper it was made with', async () => {
  const stored = await passwords.hash(pepper, 'plum velvet orbit canyon');
  const other = createSecretKey(systemRandom.bytes(32));
  assert.equal((await passwords.verify(other, 'plum velvet orbit canyon', stored)).matches, false);
});

test('the same password gives another hash each time', async () => {
  assert.notEqual(await passwords.hash(pepper, 'x'), await passwords.hash(pepper, 'x'));
});

test('composed and decomposed characters are the same password', async () => {
  const stored = await passwords.hash(pepper, 'caf\u00e9 \ufb01nal');
  assert.ok((await passwords.verify(pepper, 'cafe\u0301 final', stored)).matches);
});

test('a hash of other parameters still verifies and is reported as outdated', async () => {
  const older = new Passwords({
    random: systemRandom,
    parallel: 1,
    cost: { memoryKiB: 32, passes: 2, lanes: 1 },
  });
  const stored = await older.hash(pepper, 'plum velvet orbit canyon');
  assert.deepEqual(await passwords.verify(pepper, 'plum velvet orbit canyon', stored), {
    matches: true,
    outdated: true,
  });
  assert.deepEqual(await passwords.verify(pepper, 'wrong', stored), { matches: false, outdated: false });
});

test('an unknown name never matches and costs as much as a known one', async () => {
  const real = new Passwords({ random: systemRandom, parallel: 1 });
  const stored = await real.hash(pepper, 'plum velvet orbit canyon');
  // Processor time of this process, not time on the wall: load on the machine does not count.
  const timed = async (target: string | null) => {
    const start = process.cpuUsage();
    assert.equal((await real.verify(pepper, 'a wrong guess', target)).matches, false);
    const { user, system } = process.cpuUsage(start);
    return user + system;
  };
  // Taken in turns and by the fastest: what else runs here hits both alike.
  let [unknown, known] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let i = 0; i < 9; i++) {
    unknown = Math.min(unknown, await timed(null));
    known = Math.min(known, await timed(stored));
  }
  const ratio = unknown / known;
  assert.ok(ratio > 0.5 && ratio < 2, `unknown against known: ${ratio}`);
});

test('a stored text that is no hash of ours, or asks for an absurd cost, is an error and not a mismatch', async () => {
  const good = await passwords.hash(pepper, 'x');
  const bad = [
    '',
    'plain',
    good.replace('argon2id', 'argon2i'),
    good.replace('v=19', 'v=16'),
    good.replace('m=64', 'm=9999999'),
    good.replace('m=64', 'm=7'),
    good.replace('t=1', 't=99'),
    good.replace('p=1', 'p=0'),
    good.slice(0, -1),
    `${good}\n`,
  ];
  for (const stored of bad) {
    await assert.rejects(passwords.verify(pepper, 'x', stored), { code: 'password_hash_unknown' }, stored);
  }
});

test('more work than running and waiting places is refused at once, and the line moves on', async () => {
  const small = new Passwords({ random: systemRandom, parallel: 2, maxWaiting: 3, cost: cheap });
  const results = await Promise.allSettled(Array.from({ length: 10 }, () => small.hash(pepper, 'x')));
  assert.equal(results.filter((result) => result.status === 'fulfilled').length, 5);
  for (const result of results.slice(5)) {
    assert.equal(result.status === 'rejected' && result.reason.code, 'password_busy');
  }
  assert.ok(await small.hash(pepper, 'x'));
});

test('a failing hash gives its place back', async () => {
  const impossible = { memoryKiB: 1, passes: 1, lanes: 1 };
  const broken = new Passwords({ random: systemRandom, parallel: 1, maxWaiting: 0, cost: impossible });
  for (let i = 0; i < 2; i++) {
    await assert.rejects(
      broken.hash(pepper, 'x'),
      (error: Error & { code?: string }) => error.code !== 'password_busy',
    );
  }
});

test('printing the object shows nothing of salts or hashes', () => {
  assert.match(inspect(passwords, { depth: 9, showHidden: true }), /^Passwords \{\}$/);
});

const rules = { minimumLength: 15, contextWords: ['Ada Lovelace', 'acme.chat.example.com'] };

test('fifteen characters are enough, fourteen are not, and characters are counted, not bytes', () => {
  assert.deepEqual(passwordProblems('plumvelvetorbit', rules), []);
  assert.deepEqual(passwordProblems('plumvelvetorbi', rules), ['too_short']);
  assert.deepEqual(passwordProblems('🦊🌵🎻🧊🪁🧭🌋', { minimumLength: 8 }).includes('too_short'), true);
  assert.deepEqual(passwordProblems('plumorbi', { minimumLength: 8 }), []);
});

test('256 code points are accepted, 257 are not, and a megabyte is refused without work', () => {
  const long = Array.from({ length: 257 }, (_, i) => String.fromCodePoint(0x4e00 + i)).join('');
  assert.deepEqual(passwordProblems(long.slice(0, 256), rules), []);
  assert.deepEqual(passwordProblems(long, rules), ['too_long']);
  assert.deepEqual(passwordProblems('\ufdfa'.repeat(1_000_000), rules), ['too_long']);
});

test('control characters and broken text are refused', () => {
  assert.deepEqual(passwordProblems('plum velvet\0orbit', rules), ['not_text']);
  assert.deepEqual(passwordProblems('plum velvet orbit\ud800', rules), ['not_text']);
});

test('common words, keyboard runs, repetitions and context words do not make a password, in any dress', () => {
  const refused = [
    'passwordpassword',
    'Password123456789',
    'P@ssw0rd!P@ssw0rd!',
    'qwertyuiopasdfgh',
    '1q2w3e4r5t6y7u8i',
    'aaaaaaaaaaaaaaaaaaa',
    'abababababababababab',
    'abcdefghijklmnopqrst',
    'iloveyouforever2024',
    'correcthorsebatterystaple',
    'adalovelaceadalovelace',
    'LovelaceAcmeChat!!1',
    'welcome to acme chat 1',
    'sunshine-dragon-monkey',
    '98765432109876543210',
  ];
  for (const password of refused)
    assert.deepEqual(passwordProblems(password, rules), ['predictable'], password);
});

test('long passwords of unrelated words or random characters are accepted', () => {
  const accepted = [
    'plum velvet orbit canyon',
    'vX9#kq2LmZ8$wrTy',
    'Der Hirsch trinkt kalten Kakao',
    'mauve-tractor-47-glimmer',
    'зелёный трактор поёт вечером',
    '每天早上我都喝一杯热茶然后跑步去学校',
  ];
  for (const password of accepted) assert.deepEqual(passwordProblems(password, rules), [], password);
});

test("an administrator's list of refused passwords is asked for the normalised text", () => {
  const asked: string[] = [];
  const refused = (key: string) => asked.push(key) > 0;
  assert.deepEqual(passwordProblems('Plum Velvet Orbit', { ...rules, refused }), ['predictable']);
  assert.deepEqual(asked, ['plum velvet orbit']);
});
