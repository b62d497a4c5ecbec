import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { run } from './command.ts';
import { type Deployment, passwords, startDeployment } from './deployment.ts';

let deployment: Deployment;
before(async () => {
  deployment = await startDeployment();
});
after(() => deployment.close());

const asOperator = () => ['--server', deployment.platform, '--key-file', deployment.keyFile];

/** Every process that descends from this one: its arguments and its environment. */
function descendants(pid: number): { readonly words: string; readonly environment: string }[] {
  const parentOf = (stats: string) => Number(stats.slice(stats.lastIndexOf(')') + 2).split(' ')[1]);
  const all = globSync('/proc/[0-9]*').flatMap((directory) => {
    try {
      const read = (name: string) => readFileSync(join(directory, name), 'utf8');
      return [
        {
          pid: Number(directory.slice(6)),
          parent: parentOf(read('stat')),
          directory,
          words: read('cmdline'),
        },
      ];
    } catch {
      return [];
    }
  });
  const family = new Set([pid]);
  for (let grown = 0; grown < family.size; ) {
    grown = family.size;
    for (const { pid: child, parent } of all) if (family.has(parent)) family.add(child);
  }
  return all
    .filter(({ pid: child }) => family.has(child))
    .map(({ words, directory }) => {
      let environment = '';
      try {
        environment = readFileSync(join(directory, 'environ'), 'utf8');
      } catch {
        // Processes of another account show their arguments only.
      }
      return { words, environment };
    });
}

test('setup answers with operator and workspace, and puts the key in a file that only its owner can read', async () => {
  const { code, stdout, stderr } = deployment.setup;
  assert.deepEqual([code, stderr], [0, '']);
  const { operator, tenant, keyFile } = JSON.parse(stdout);
  assert.deepEqual(
    [operator.name, tenant.slug, tenant.address, keyFile],
    ['root', 'acme', deployment.addressOf('acme'), deployment.keyFile],
  );
  assert.equal((await stat(deployment.keyFile)).mode & 0o777, 0o600);
  const key = (await readFile(deployment.keyFile, 'utf8')).trim();
  for (const secret of [key, passwords.operator, passwords.owner]) assert.ok(!stdout.includes(secret));
});

test('a second setup with the used link is refused with 4 or a conflict with 1, never with 0', async () => {
  const input = JSON.stringify({
    operator: { name: 'second', password: passwords.operator },
    tenant: { slug: 'second', name: 'Second' },
    owner: { handle: 'second', displayName: 'Second', password: passwords.owner },
  });
  const again = await run(['setup', '--link-file', join(deployment.folder, 'link'), '--input', '-'], {
    input,
  });
  assert.ok(again.code === 4 || again.code === 1, again.stderr);
  assert.ok(!again.stderr.includes(passwords.operator));
});

test('the operator creates, lists, suspends and resumes workspaces by key', async () => {
  const passwordFile = await deployment.file('owner.password', `${passwords.owner}\n`);
  const created = await run([
    ...[
      'tenants',
      'create',
      'initech',
      '--name',
      'Initech',
      '--owner-handle',
      'olga',
      '--owner-name',
      'Olga',
    ],
    ...['--owner-password-file', passwordFile, ...asOperator()],
  ]);
  assert.deepEqual([created.code, created.stderr], [0, '']);
  assert.equal(JSON.parse(created.stdout).tenant.address, deployment.addressOf('initech'));
  const twice = await run([
    ...[
      'tenants',
      'create',
      'initech',
      '--name',
      'Initech',
      '--owner-handle',
      'olga',
      '--owner-name',
      'Olga',
    ],
    ...['--owner-password-file', passwordFile, ...asOperator()],
  ]);
  assert.deepEqual([twice.code, /\(already_exists, request req_\w+\)/.test(twice.stderr)], [1, true]);

  const statusOf = async () => {
    const { tenants } = JSON.parse((await run(['tenants', 'list', ...asOperator()])).stdout);
    return tenants.find(({ slug }: { slug: string }) => slug === 'initech').status;
  };
  assert.equal(await statusOf(), 'active');
  const signIn = () =>
    run([
      ...['api', 'sessions.show', '--server', deployment.addressOf('initech')],
      ...['--as', 'olga', '--password-file', passwordFile],
    ]);
  assert.equal((await signIn()).code, 0);
  assert.equal((await run(['tenants', 'suspend', 'initech', ...asOperator()])).code, 0);
  assert.equal(await statusOf(), 'suspended');
  assert.equal((await signIn()).code, 4);
  assert.equal((await run(['tenants', 'resume', 'initech', ...asOperator()])).code, 0);
  assert.equal((await signIn()).code, 0);
  assert.equal((await run(['tenants', 'suspend', 'nobody', ...asOperator()])).code, 1);
});

test('nobody, a wrong key, a wrong password and a role without the right all end with 4', async () => {
  const key = (await readFile(deployment.keyFile, 'utf8')).trim();
  const wrongKey = await deployment.file('wrong.key', `${key.slice(0, -4)}AAAA`);
  const wrongPassword = await deployment.file('wrong.password', 'planted-but-wrong-password');
  const acme = ['--server', deployment.addressOf('acme')];
  const runs = await Promise.all([
    run(['tenants', 'list', '--server', deployment.platform]),
    run(['tenants', 'list', '--server', deployment.platform, '--key-file', wrongKey]),
    run(['api', 'sessions.show', ...acme]),
    run(['api', 'sessions.show', ...acme, '--key-file', deployment.keyFile]),
    run(['api', 'sessions.show', ...acme, '--as', 'olga', '--password-file', wrongPassword]),
    run(['api', 'sessions.show', ...acme, '--as', 'olga', '--password-file', '-'], {
      input: 'also-planted-wrong',
    }),
  ]);
  for (const { code, stdout, stderr } of runs) {
    assert.deepEqual([code, stdout], [4, ''], stderr);
    assert.match(
      stderr,
      /^wardroom: .*\((unauthenticated|sign_in_failed|origin_refused), request req_\w{26}\)\n$/,
    );
    assert.ok(!stderr.includes('planted') && !stderr.includes(key), 'no secret is repeated');
  }
});

test('a class of credentials is shown, is not ended without a word, and ends; its successors go into a private file', async () => {
  const passwordFile = await deployment.file('emergency.password', `${passwords.owner}\n`);
  const acme = ['--server', deployment.addressOf('acme')];
  const olga = [...acme, '--as', 'olga', '--password-file', passwordFile];
  const json = async (words: string[]) => {
    const { code, stdout, stderr } = await run(words);
    assert.equal(code, 0, stderr);
    return JSON.parse(stdout);
  };
  const { principal } = await json([
    'api',
    'principals.createBot',
    'handle=nightly',
    'displayName=Nightly',
    ...olga,
  ]);
  const input = { principalId: principal.id, description: 'nightly build', scopes: ['workspace:read'] };
  const old = await json(['api', 'credentials.issue', '--input', JSON.stringify(input), ...olga]);
  const keyFile = await deployment.file('nightly.key', old.secret);
  const use = async (file: string) => (await run(['api', 'tenants.show', ...acme, '--key-file', file])).code;
  assert.equal(await use(keyFile), 0);
  const words = [
    'credentials',
    'revoke',
    '--kind',
    'key',
    '--principal',
    principal.id,
    '--reason',
    'leaked',
    ...olga,
  ];
  const hits = await json([...words, '--dry-run']);
  assert.deepEqual([hits.counts.key, hits.affected[0].id], [1, old.credential.id]);
  const unasked = await run(words);
  assert.deepEqual([unasked.code, /give --yes/.test(unasked.stderr)], [2, true], unasked.stderr);
  assert.equal(await use(keyFile), 0, 'nothing ended without --yes');
  const reissueFile = join(deployment.folder, 'reissued');
  const ended = await json([...words, '--yes', '--reissue-file', reissueFile]);
  assert.deepEqual([ended.counts.key, ended.reissued.length, ended.reissueFile], [1, 1, reissueFile]);
  assert.equal((await stat(reissueFile)).mode & 0o777, 0o600);
  const { secret } = JSON.parse(await readFile(reissueFile, 'utf8'));
  assert.ok(!JSON.stringify(ended).includes(secret));
  assert.deepEqual([await use(keyFile), await use(await deployment.file('next.key', secret))], [4, 0]);
  const byKey = await run([
    'credentials',
    'revoke',
    '--kind',
    'key',
    '--reason',
    'r',
    '--yes',
    ...acme,
    '--key-file',
    keyFile,
  ]);
  assert.equal(byKey.code, 4);
});

test('a role is tried out, made, changed, given and deleted; what is above oneself is refused', async () => {
  const passwordFile = await deployment.file('roles.password', `${passwords.owner}\n`);
  const acme = ['--server', deployment.addressOf('acme')];
  const olga = [...acme, '--as', 'olga', '--password-file', passwordFile];
  const roles = (...words: string[]) => run(['roles', ...words, ...olga]);
  const json = async (...words: string[]) => {
    const { code, stdout, stderr } = await roles(...words);
    assert.equal(code, 0, stderr);
    return JSON.parse(stdout);
  };
  const names = async () => (await json('list')).roles.map(({ name }: { name: string }) => name);
  const permissions = 'workspace.read,roles.manage,message.write';
  const said = await json('create', 'Front desk', '--permissions', permissions, '--dry-run');
  assert.ok(said.cascades.some((one: { permission: string }) => one.permission === 'channel.read'));
  assert.ok(!(await names()).includes('Front desk'), 'nothing was saved');
  const { role } = await json('create', 'Front desk', '--permissions', permissions, '--reason', 'new');
  assert.deepEqual(role.permissions, said.permissions);
  assert.ok((await names()).includes('Front desk'));
  const handle = 'desk';
  const password = 'harbour lantern seventeen quiet';
  const person = { handle, displayName: 'Desk', password };
  const inputFile = await deployment.file('desk.json', JSON.stringify(person));
  assert.equal((await run(['api', 'principals.create', '--input', `@${inputFile}`, ...olga])).code, 0);
  assert.equal((await json('assign', '@desk', 'front DESK')).principal.role, role.role);
  assert.equal((await roles('delete', 'Front desk', '--yes')).code, 1, 'somebody holds it');
  const change = ['Front desk', '--add', 'message.react', '--remove', 'message.write'];
  const would = await json('preview', ...change);
  assert.deepEqual([would.gaining, would.losing, would.changes[0].gains], [1, 1, ['message.react']]);
  assert.deepEqual(await json('update', ...change, '--dry-run'), would);
  const { role: changed, ...did } = await json('update', ...change);
  assert.deepEqual([changed.revision, did], [2, would]);
  const deskFile = await deployment.file('desk.password', `${password}\n`);
  const desk = [...acme, '--as', handle, '--password-file', deskFile];
  const above = await run(['roles', 'create', 'Above', '--permissions', 'audit.view', ...desk]);
  assert.deepEqual([above.code, /do not hold audit\.view/.test(above.stderr)], [4, true], above.stderr);
  assert.equal((await roles('update', 'owner', '--name', 'Chief')).code, 1, 'built in');
  assert.equal((await roles('show', 'nothing')).code, 1);
  assert.equal((await json('show', 'Front desk')).role.people, 1);
  await json('assign', 'desk', 'member');
  assert.equal((await roles('delete', 'Front desk')).code, 2, 'nobody can be asked');
  assert.deepEqual(await json('delete', 'Front desk', '--yes'), { deleted: role.role });
  assert.ok(!(await names()).includes('Front desk'));
});

test('a group is made, filled, moved, linked and deleted by its handle', async () => {
  const passwordFile = await deployment.file('groups.password', `${passwords.owner}\n`);
  const olga = ['--server', deployment.addressOf('acme'), '--as', 'olga', '--password-file', passwordFile];
  const groups = (...words: string[]) => run(['groups', ...words, ...olga]);
  const json = async (...words: string[]) => {
    const { code, stdout, stderr } = await groups(...words);
    assert.equal(code, 0, stderr);
    return JSON.parse(stdout);
  };
  const top = await json('create', 'engineering', '--name', 'Engineering', '--visibility', 'private');
  const below = await json('create', 'on-call', '--name', 'On call', '--parent', '@engineering');
  assert.equal(below.group.parentId, top.group.id);
  assert.deepEqual(await json('add', 'on-call', 'desk', '--manager'), { added: 1 });
  assert.equal((await json('members', 'engineering')).members.length, 1);
  assert.equal((await json('members', 'engineering', '--effective')).members.length, 2);
  assert.deepEqual((await json('roles', 'engineering', 'viewer', '--reason', 'all')).group.confers, [
    'viewer',
  ]);
  const input = await deployment.file('crew.json', JSON.stringify({ name: 'crew', kind: 'private' }));
  assert.equal((await run(['api', 'channels.create', '--input', `@${input}`, ...olga])).code, 0);
  assert.equal((await json('link', 'on-call', '#crew')).access.groupId, below.group.id);
  assert.equal((await json('unlink', 'crew')).access.groupId, null);
  assert.equal((await json('update', 'on-call', '--top', '--name', 'Nights')).group.parentId, null);
  assert.deepEqual(await json('remove', 'on-call', 'desk'), { removed: 1, kept: 0 });
  assert.equal((await groups('show', 'nobody')).code, 1);
  assert.deepEqual((await json('list')).groups.map(({ handle }: { handle: string }) => handle).sort(), [
    'engineering',
    'on-call',
  ]);
  assert.deepEqual(await json('delete', 'on-call', '--yes'), { deleted: below.group.id });
  assert.equal((await json('update', 'engineering', '--department')).group.department, true);
  const apart = await json('segmentation', 'departments', '--reason', 'by contract');
  assert.deepEqual([apart.segmentation, apart.effect.departments], ['departments', 1]);
  assert.equal((await json('segmentation', 'open')).segmentation, 'open');
});

test('the operator ends the tokens of workspaces; one that is not there is a failure', async () => {
  const end = (...words: string[]) =>
    run(['operator', 'end-tokens', '--reason', 'drill', ...words, ...asOperator()]);
  const one = await end('acme', '--yes');
  assert.equal(one.code, 0, one.stderr);
  assert.deepEqual(
    JSON.parse(one.stdout).tenants.map(({ slug, outcome }: Record<string, string>) => [slug, outcome]),
    [['acme', 'ended']],
  );
  const all = await end('--all', '--yes');
  assert.ok(JSON.parse(all.stdout).tenants.every(({ outcome }: { outcome: string }) => outcome === 'ended'));
  assert.equal((await end('nobody', '--yes')).code, 1);
  assert.equal((await end('acme')).code, 2, 'nobody can be asked');
});

test('the operator opens break-glass, sees it and closes it; never without being asked', async () => {
  const breakGlass = (...words: string[]) => run(['break-glass', ...words, ...asOperator()]);
  const why = ['--reason', 'the only owner has lost the password'];
  assert.equal((await breakGlass('open', 'acme', ...why)).code, 2, 'nobody can be asked');
  assert.equal((await breakGlass('open', 'acme', '--yes', '--reason', 'short')).code, 2);
  assert.equal((await breakGlass('open', 'acme', '--yes')).code, 2);
  const opened = await breakGlass('open', 'acme', '--yes', '--minutes', '5', ...why);
  assert.equal(opened.code, 0, opened.stderr);
  const { access, link } = JSON.parse(opened.stdout);
  assert.match(link, /^http:\/\/acme\..*\/link#/);
  const listed = JSON.parse((await breakGlass('list')).stdout).accesses;
  assert.deepEqual([listed[0].id, listed[0].slug, listed[0].state], [access.id, 'acme', 'open']);
  const closed = await breakGlass('close', access.id);
  assert.equal(JSON.parse(closed.stdout).access.state, 'closed');
});

test('the same operation by its name, with pairs, JSON, a file and standard input', async () => {
  const passwordFile = await deployment.file('olga.password', `${passwords.owner}\n`);
  const caller = ['--server', deployment.addressOf('acme'), '--as', 'olga', '--password-file', passwordFile];
  const inputFile = await deployment.file('input.json', '{"name":"from-file"}');
  // One after the other: sign-ins under way count as failed ones until they have succeeded.
  const create = async (words: string[], input = '') => {
    const { code, stderr, stdout } = await run(['api', 'channels.create', ...words, ...caller], { input });
    assert.deepEqual([code, stderr], [0, '']);
    return JSON.parse(stdout).channel.name;
  };
  assert.equal(await create(['name=from-pairs', 'kind=private']), 'from-pairs');
  assert.equal(await create(['--input', '{"name":"from-json"}']), 'from-json');
  assert.equal(await create(['--input', `@${inputFile}`]), 'from-file');
  assert.equal(await create(['--input', '-'], '{"name":"from-stdin"}'), 'from-stdin');
  const key = { environment: { WARDROOM_KEY: (await readFile(deployment.keyFile, 'utf8')).trim() } };
  const shown = await run(['api', 'operators.show', '--server', deployment.platform], key);
  assert.equal(JSON.parse(shown.stdout).operator.name, 'root');
  const list = await run(['api', 'sessions.list', ...caller]);
  const sessions = JSON.parse(list.stdout).sessions as { current: boolean }[];
  assert.equal(sessions.length, 1, 'each command has ended its own session');
});

const onLinux = { skip: !existsSync('/proc/self/environ') && 'there is no /proc here' };
test(
  'no process of the server has a secret among its arguments, nor the key of its caller at all',
  onLinux,
  async () => {
    const key = (await readFile(deployment.keyFile, 'utf8')).trim();
    const family = descendants(deployment.serve.child.pid ?? 0);
    assert.ok(family.some(({ words }) => words.includes('server/src/main.ts')));
    for (const { words } of family)
      for (const secret of [key, passwords.operator, passwords.owner, 'planted-key'])
        assert.ok(!words.includes(secret));
    const server = family.filter(({ words }) => words.includes('server/src/main.ts'));
    for (const { environment } of server)
      assert.ok(environment !== '' && !environment.includes('planted-key'));
  },
);

test('a second server on the same data directory ends with one sentence and a failure', async () => {
  const second = await run(['serve', '--port', '0', '--data-dir', join(deployment.folder, 'data')]);
  assert.equal(second.code, 1);
  assert.match(second.stderr, /^wardroom: .+$/m);
});

test('a setting that does not exist is wrong usage of the server', async () => {
  const { code, stderr } = await run(['serve', '--data-dir', join(deployment.folder, 'other')], {
    environment: { WARDROOM_PROT: '1' },
  });
  assert.deepEqual([code, /WARDROOM_PROT/.test(stderr)], [2, true]);
});
