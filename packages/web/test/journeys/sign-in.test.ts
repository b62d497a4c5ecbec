import assert from 'node:assert/strict';
import { WardroomApiError } from '@wardroom/sdk';
import { fillSignIn, sidebar } from './acts.ts';
import { foundCompanies, passwordOf } from './companies.ts';
import type { Deployment } from './deployment.ts';
import { journeys } from './journey.ts';
import { isReadable, isUsableWithoutEyes } from './looks.ts';
import { picture, pictureInBoth } from './pictures.ts';

const journey = journeys(async (deployment) => {
  await foundCompanies(deployment, { acme: ['tom'] });
});

/** Somebody behind the same address tries links, as many as are taken from it, until `end` is called. */
function spendTheAddress(deployment: Deployment): { spent: Promise<void>; end: () => Promise<void> } {
  const client = deployment.client('acme');
  let ended = false;
  const spent = Promise.withResolvers<void>();
  const spend = async () => {
    for (let attempt = 0; !ended; attempt += 1) {
      const refused = await client
        .call('sessions.redeem', { secret: `guess-${attempt}-`.padEnd(43, 'x') })
        .catch((error: unknown) => error);
      assert.ok(refused instanceof WardroomApiError);
      if (refused.code === 'rate_limited') spent.resolve();
    }
  };
  const work = spend();
  work.catch(spent.reject);
  return {
    spent: spent.promise,
    end() {
      ended = true;
      return work;
    },
  };
}

journey('behind a spent address a browser works for its sign-in instead of waiting', async (stage) => {
  const { page, watch } = await stage.open();
  await page.goto(`${stage.deployment.origin('acme')}/sign-in`);
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await pictureInBoth(page, 'sign-in');
  await isUsableWithoutEyes(page);
  await isReadable(page);
  const flood = spendTheAddress(stage.deployment);
  try {
    await flood.spent;
    watch.expectRefusal('/v1/sessions.create', 429);
    // The work can be over within a moment: whoever looks for it only then has missed it.
    const checking = page.getByText('Checking this device…').waitFor();
    await fillSignIn(page, 'tom', passwordOf('acme', 'tom'));
    await checking;
    await picture(page, 'sign-in-checking');
  } finally {
    await flood.end();
  }
  await sidebar(page).waitFor({ timeout: 90_000 });
});

journey('a refused sign-in keeps the name, marks the password and says so aloud', async (stage) => {
  const { page, watch } = await stage.open({ viewport: { width: 360, height: 740 } });
  await page.goto(`${stage.deployment.origin('acme')}/sign-in?to=%2Fyou%2Fprofile`);
  watch.expectRefusal('/v1/sessions.create', 429);
  watch.expectRefusal('/v1/sessions.create', 401);
  await fillSignIn(page, 'tom', 'the password of somebody else');
  await page.getByRole('alert').getByText('Sign-in failed').waitFor({ timeout: 90_000 });
  const password = page.getByLabel('Password');
  assert.equal(await page.getByLabel('Handle or e-mail address').inputValue(), 'tom');
  assert.equal(
    await password.evaluate((field) => field === document.activeElement),
    true,
    'what is typed next is the password',
  );
  await page.getByRole('button', { name: 'Show the password' }).click();
  assert.equal(await password.getAttribute('type'), 'text');
  await page.getByRole('button', { name: 'Hide the password' }).click();
  await pictureInBoth(page, 'sign-in-refused-phone');
  await password.fill(passwordOf('acme', 'tom'));
  await password.press('Enter');
  await page.getByRole('heading', { name: 'Profile' }).waitFor({ timeout: 90_000 });
});

journey(
  'without a network a sign-in says so, keeps what was typed, and goes on when it is back',
  async (stage) => {
    const { page, watch } = await stage.open();
    await page.goto(`${stage.deployment.origin('acme')}/sign-in`);
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    watch.expectOutage();
    await page.context().setOffline(true);
    await fillSignIn(page, 'tom', passwordOf('acme', 'tom'));
    await page.getByRole('alert').getByText('The server could not be reached.').waitFor();
    assert.equal(await page.getByLabel('Handle or e-mail address').inputValue(), 'tom');
    assert.equal(await page.getByLabel('Password').inputValue(), passwordOf('acme', 'tom'));
    await picture(page, 'sign-in-no-network');
    await page.context().setOffline(false);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await sidebar(page).waitFor({ timeout: 90_000 });
  },
);

journey(
  'who has never signed in here is asked for nothing that would be refused, and the address keeps no secret',
  async (stage) => {
    const { page } = await stage.open();
    const origin = stage.deployment.origin('acme');
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(`${origin}/`);
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await fillSignIn(page, 'tom', passwordOf('acme', 'tom'));
    await sidebar(page).waitFor({ timeout: 90_000 });
    await page.goto(`${origin}/you/profile`);
    await page.getByRole('button', { name: 'Sign out', exact: true }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    const shows = asked.filter((url) => url.endsWith('/v1/sessions.show'));
    assert.equal(shows.length, 2, 'asked only while somebody was signed in');

    // A secret in the address is gone before anything is drawn; another one over the same page, too.
    for (const secret of ['a'.repeat(43), 'b'.repeat(43)]) {
      await page.goto(`${origin}/link#${secret}`);
      await page.getByRole('heading', { name: 'Sign in by link' }).waitFor();
      await page.waitForURL(`${origin}/link`);
      const kept = await page.evaluate(() =>
        JSON.stringify([location.href, history.state, { ...localStorage }, { ...sessionStorage }]),
      );
      assert.equal(kept.includes(secret), false, kept);
    }
    assert.ok(
      asked.every((url) => !/a{43}|b{43}/.test(new URL(url).pathname + new URL(url).search)),
      'no request carries it',
    );
  },
);
