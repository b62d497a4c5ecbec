/**
 * Sibling workspaces in a real browser (TEN-08). Each attack fails against the product. It succeeds when everything that
 * stands against it is switched off, and fails again when any one of these defences is there: so the test would notice
 * if one were lost, and none of them is only decoration.
 */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { type Browser, chromium } from 'playwright-core';
import { attacks } from './attacks.ts';
import { type Defence, defences } from './defences.ts';
import { type Deployment, openDeployment } from './deployment.ts';
import { type Attack, launchArguments, stage } from './scene.ts';

const executable = process.env['WARDROOM_CHROMIUM'] ?? '/usr/bin/chromium';
const skip = existsSync(executable)
  ? false
  : `no Chromium at ${executable}; install it or set WARDROOM_CHROMIUM to its path`;
if (skip !== false) console.log(skip);

let browser: Browser | undefined;
let deployment: Deployment | undefined;
before(async () => {
  if (skip !== false) return;
  // One after the other: of two that start at once, the failure of one leaves the other running.
  deployment = await openDeployment();
  browser = await chromium.launch({ executablePath: executable, args: launchArguments });
});
after(async () => {
  await browser?.close();
  await deployment?.close();
});

function run(attack: Attack, off: readonly Defence[]): Promise<boolean> {
  if (browser === undefined || deployment === undefined) throw new Error('nothing was started');
  return stage(browser, deployment, attack, off);
}

for (const attack of attacks) {
  const named = attack.defences.map((name) => defences[name]).join('; ');
  test(`fails: ${attack.title} (against it: ${named})`, { skip }, async () => {
    assert.equal(await run(attack, []), false, 'it succeeds against the product');
    assert.equal(await run(attack, attack.defences), true, 'it fails without any defence: it proves nothing');
    if (attack.defences.length === 1) return;
    for (const only of attack.defences) {
      const off = attack.defences.filter((name) => name !== only);
      assert.equal(await run(attack, off), false, `${only} alone does not stop it`);
    }
  });
}

test('every defence is one that an attack needed', () => {
  const needed = new Set(attacks.flatMap((attack) => attack.defences));
  assert.deepEqual([...needed].sort(), Object.keys(defences).sort());
});

test('the cookie of a workspace travels with requests of a sibling’s page: SameSite=Strict keeps nothing apart here', {
  skip,
}, async () => {
  const attack: Attack = {
    ...{ title: '', defences: [], signedIn: true },
    async attempt({ attacker, deployment: { acme, proxy } }) {
      await attacker.evaluate(
        (url) => fetch(url, { mode: 'no-cors', credentials: 'include', method: 'POST' }).catch(() => null),
        `${acme}/v1/sessions.show`,
      );
      return proxy
        .take()
        .some(({ cookie, status }) => cookie?.startsWith('__Host-wardroom=') && status === 403);
    },
  };
  assert.equal(await run(attack, []), true);
});
