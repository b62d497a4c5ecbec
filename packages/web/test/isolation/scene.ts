/** One attack: a browser of the victim, a page of the attacker open in it, and what the attacker wants. */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { cookieName, type Defence } from './defences.ts';
import { type Deployment, domain } from './deployment.ts';
import { attackPath } from './proxy.ts';

export interface Scene {
  readonly deployment: Deployment;
  readonly context: BrowserContext;
  /** A page of globex, without any policy of its own: the attacker's. */
  readonly attacker: Page;
}

export interface Attack {
  readonly title: string;
  /** Any one of them alone stops the attack. */
  readonly defences: readonly Defence[];
  /** Whether the victim has a session at acme. */
  readonly signedIn: boolean;
  /** True when the attacker got what they wanted. */
  attempt(scene: Scene): Promise<boolean>;
}

/** Two siblings of one parent domain: for browsers the same site, for us two tenants. */
export const launchArguments = [
  `--host-resolver-rules=MAP ${domain} 127.0.0.1, MAP *.${domain} 127.0.0.1`,
  '--ignore-certificate-errors',
];

/** Runs the attack in a fresh browser profile, with these defences switched off. */
export async function stage(
  browser: Browser,
  deployment: Deployment,
  attack: Attack,
  off: readonly Defence[],
): Promise<boolean> {
  deployment.proxy.switchOff(off);
  const context = await browser.newContext({ ignoreHTTPSErrors: true });
  context.setDefaultTimeout(10_000);
  try {
    if (attack.signedIn) await context.addCookies([sessionOf(deployment, off)]);
    const attacker = await context.newPage();
    await attacker.goto(deployment.globex + attackPath);
    deployment.proxy.take();
    return await attack.attempt({ deployment, context, attacker });
  } finally {
    await context.close();
    deployment.proxy.switchOff([]);
  }
}

/** As the product sets it; without its prefix when that is what is switched off. */
const sessionOf = ({ acme, victim }: Deployment, off: readonly Defence[]) => ({
  ...{ name: cookieName(new Set(off)), value: victim, url: acme },
  ...{ secure: true, httpOnly: true, sameSite: 'Strict' as const },
});
