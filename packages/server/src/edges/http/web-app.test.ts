import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { rehearse } from './rehearsal.ts';

test('the web application: nonce per page, assets for ever, nothing outside it', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'wardroom-web-'));
  mkdirSync(join(directory, 'assets'));
  writeFileSync(
    join(directory, 'index.html'),
    '<html><head><meta property="csp-nonce" nonce="__CSP_NONCE__"></head></html>',
  );
  writeFileSync(join(directory, 'assets/main-abc.js'), 'export {};');
  writeFileSync(join(directory, 'assets/main-abc.js.map'), '{}');
  const site = await rehearse({ webDirectory: directory });
  try {
    const get = (path: string, headers: Record<string, string> = { accept: 'text/html' }) =>
      site.ask({ method: 'GET', path, headers });
    const nonces = new Set<string>();
    for (const path of ['/', '/c/general?x=1', '/setup']) {
      const page = await get(path);
      const nonce = /nonce="([^"]+)"/.exec(page.text)?.[1] ?? '';
      assert.match(page.text, /wardroom-realm" content="tenant"/);
      assert.ok(String(page.headers['content-security-policy']).includes(`'nonce-${nonce}'`));
      assert.match(
        String(page.headers['content-security-policy']),
        /require-trusted-types-for 'script'; trusted-types 'none'/,
      );
      assert.equal(page.headers['cache-control'], 'no-store');
      nonces.add(nonce);
    }
    assert.equal(nonces.size, 3);
    const asset = await get('/assets/main-abc.js', {});
    assert.deepEqual(
      [asset.text, asset.headers['cache-control']],
      ['export {};', 'public, max-age=31536000, immutable'],
    );
    assert.equal(
      (await get('/assets/main-abc.js', { 'accept-encoding': 'gzip' })).headers['content-encoding'],
      'gzip',
    );
    for (const path of [
      '/assets/main-abc.js.map',
      '/assets/../../etc/passwd',
      '/assets/%2e%2e/index.html',
      '/assets/none.js',
      '/%00',
    ])
      assert.equal((await get(path, {})).code, 'not_found', path);
    assert.equal((await get('/v1/nothing')).code, 'unknown_operation');
  } finally {
    await site.close();
    rmSync(directory, { recursive: true });
  }
});
