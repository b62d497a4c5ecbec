/** At start: a fresh setup link while there is no operator. */
import type { Clock } from '../../kernel/clock.ts';
import { newSecret } from '../../kernel/crypto/index.ts';
import { hashSecret } from '../../kernel/directory/secret-hash.ts';
import type { Ids } from '../../kernel/ids.ts';
import type { Keyring } from '../../kernel/keyring/index.ts';
import type { PlatformDatabase } from '../../kernel/platform/index.ts';
import { issuePlatformPermit } from '../../kernel/platform/permit.ts';
import type { Random } from '../../kernel/random.ts';
import { anyOperator } from '../operators/index.ts';
import { lockLinks, replaceOpenLinks } from './store.ts';

export const setupLinkMs = 24 * 3_600_000;

export interface SetupLinkDeps {
  readonly platform: PlatformDatabase;
  readonly keyring: Keyring;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly random: Random;
  /** Origin of the platform host, e.g. `http://localhost:8420`. */
  readonly platformOrigin: string;
}

/** The link, to be shown once and kept nowhere; null when the deployment is set up. Earlier links stop working. */
export async function ensureSetupLink(deps: SetupLinkDeps): Promise<string | null> {
  const keys = await deps.keyring.open({ kind: 'platform' });
  const secret = newSecret(deps.random);
  const at = deps.clock.now();
  const link = {
    id: deps.ids.next(),
    secretHash: hashSecret(keys, 'link', secret),
    at,
    expiresAt: at + setupLinkMs,
  };
  const made = await deps.platform.write(keys, async (tx) => {
    await lockLinks(tx);
    if (await anyOperator(tx)) return false;
    const permit = issuePlatformPermit({ transaction: tx, operation: 'setup.complete' });
    await replaceOpenLinks(tx, permit, link);
    return true;
  });
  return made ? `${deps.platformOrigin}/setup#${secret}` : null;
}
