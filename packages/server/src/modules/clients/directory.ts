/**
 * What the authorisation server asks about clients: who is this, is this their secret, may this one join. What must never
 * happen: a revoked client is believed for longer than a second, or a name that cannot exist costs a query.
 */
import type { Uuid } from '@wardroom/contract';
import type { ClientDirectory, From } from '../../kernel/access/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { TenantDatabase } from '../../kernel/database/tenant-database.ts';
import type { WriteTransaction } from '../../kernel/database/transaction.ts';
import { LookupCache } from '../../kernel/directory/lookup-cache.ts';
import type { Ids } from '../../kernel/ids.ts';
import type { Keyring } from '../../kernel/keyring/index.ts';
import type { Random } from '../../kernel/random.ts';
import type { Tenant } from '../../kernel/tenant.ts';
import { createUseNotes } from '../../kernel/uses/index.ts';
import { believesDocumentsOf, readAccessSettings } from '../access/index.ts';
import { type ClientRecord, isLive, parseProtocolName } from './client.ts';
import { readClient } from './read.ts';
import { hashSecretOfClient } from './secret.ts';
import { SecretLookups } from './secret-lookups.ts';
import {
  admitDocument,
  type Joining,
  readDocument,
  readWanted,
  registerItself,
  saysTheSame,
} from './self-registration.ts';
import { writeUsed } from './store.ts';

export interface ClientDirectoryDeps {
  readonly database: TenantDatabase;
  readonly keyring: Keyring;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly random: Random;
  /** Of last uses that could not be written; for the log. */
  readonly onError?: (error: unknown) => void;
}

/** A revoked client, or one that has only just come, is news for so long at most. */
const believedMs = 1_000;
const maxRemembered = 10_000;
/** Last uses are exact to this. */
const usedEveryMs = 60_000;

export function createClientDirectory(deps: ClientDirectoryDeps): ClientDirectory {
  const { database, keyring, clock, onError = () => {} } = deps;
  const known = new LookupCache<ClientRecord>({
    ...{ clock, max: maxRemembered, foundMs: believedMs, absentMs: believedMs },
  });
  const secrets = new SecretLookups(database);
  const use = createUseNotes({
    ...{ database, keyring, clock, onError, maxRemembered: maxRemembered * 2 },
    ...{ operation: 'clients.use', everyMs: usedEveryMs, write: writeUsed },
  });
  const keysOf = (tenant: Tenant) => keyring.open({ kind: 'tenant', tenantId: tenant.id });
  const find: ClientDirectory['find'] = async (tenant, protocolName) => {
    if (parseProtocolName(protocolName) === null) return null;
    return known.find(`${tenant.id} ${protocolName}`, async () => {
      const keys = await keysOf(tenant);
      return database.read(tenant.id, (tx) => readClient(tx, keys, protocolName));
    });
  };
  return {
    find,
    async verifySecret(tenant, clientId, secret) {
      const hash = hashSecretOfClient(await keysOf(tenant), secret);
      if (hash === null) return false;
      const found = await secrets.find(tenant.id, hash);
      return found?.client_id === clientId && found.status === 'active' && isLive(found, clock.now());
    },
    ...joiningOf(deps, find, (clientId) => known.forget(({ id }) => id === clientId)),
    used: (tenant, clientId) => use.used(tenant.id, clientId),
    settled: () => use.settled(),
  };
}

/** How those come in whom nobody here has registered. */
function joiningOf(
  { database, keyring, clock, ids, random }: ClientDirectoryDeps,
  find: ClientDirectory['find'],
  forget: (clientId: Uuid) => void,
): Pick<ClientDirectory, 'registerItself' | 'admitDocument'> {
  const join = async <T>(
    tenant: Tenant,
    from: From,
    work: (tx: WriteTransaction, joining: Joining) => Promise<T>,
  ): Promise<T> => {
    const keys = await keyring.open({ kind: 'tenant', tenantId: tenant.id });
    const joining = { id: ids.next(), at: clock.now(), keys, from };
    return database.write(tenant.id, keys, (tx) => work(tx, joining), 'clients.join');
  };
  return {
    async registerItself(tenant, wanted, from) {
      const read = readWanted(wanted);
      const registered = await join(tenant, from, (tx, joining) =>
        registerItself(tx, read, { ...joining, random }),
      );
      forget(registered.client.id);
      return registered;
    },
    async admitDocument(tenant, document, from) {
      const read = readDocument(document);
      const before = await find(tenant, read.url);
      const isBelieved = await database.read(tenant.id, async (tx) =>
        believesDocumentsOf(await readAccessSettings(tx), new URL(read.url).hostname),
      );
      if (!isBelieved) return null;
      // What says the same as ever costs no write.
      if (before !== null && saysTheSame(before, read)) return before;
      const client = await join(tenant, from, (tx, joining) => admitDocument(tx, read, joining));
      if (client !== null) forget(client.id);
      return client;
    },
  };
}
