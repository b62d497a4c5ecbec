/**
 * What the authorisation server keeps between two requests: requests, codes, refresh tokens, its sessions. Written beside
 * the order of the tenant. What must never happen: two callers consume one record, or one that has ended comes back.
 */
import { type Uuid, WardroomError } from '@wardroom/contract';
import type { Clock } from '../clock.ts';
import type { TenantDatabase } from '../database/tenant-database.ts';
import type { WriteTransaction } from '../database/transaction.ts';
import type { Keyring, ScopeKeys } from '../keyring/index.ts';
import { issuePermit, type Permit } from '../permit.ts';
import { aliasLookupOf, type FoundRecord, lookupOf, openRecord, sealPayload } from './record.ts';
import {
  findRecordRow,
  findRecordRowByAlias,
  type RecordKind,
  writeConsumed,
  writeEnded,
  writeEndedByGrant,
  writeRecord,
} from './store.ts';

export interface ProtocolRecordsDeps {
  readonly database: Pick<TenantDatabase, 'read' | 'writeAside'>;
  readonly keyring: Pick<Keyring, 'open'>;
  readonly clock: Clock;
}

export interface PutOptions {
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
  /** A second name: the code that a device shows, the uid of a session. */
  readonly alias?: string;
  readonly grantId?: Uuid;
}

export class ProtocolRecords {
  readonly #deps: ProtocolRecordsDeps;

  constructor(deps: ProtocolRecordsDeps) {
    this.#deps = deps;
  }

  /** Adds or replaces. Throws `conflict` when one of this id was consumed or ended, `body_too_large` beyond 32 KiB. */
  async put(
    tenantId: Uuid,
    kind: RecordKind,
    id: string,
    payload: object,
    { expiresAt, alias, grantId }: PutOptions,
  ): Promise<void> {
    const keys = await this.#keys(tenantId);
    const lookup = lookupOf(keys, kind, id);
    const aliasLookup = alias === undefined ? null : aliasLookupOf(keys, kind, alias);
    const sealed = sealPayload(keys, kind, lookup, payload);
    const times = { at: this.#deps.clock.now(), expiresAt };
    const written = await this.#write(tenantId, keys, (tx, permit) =>
      writeRecord(tx, permit, { kind, lookup, aliasLookup, grantId: grantId ?? null, sealed, ...times }),
    );
    if (!written) throw new WardroomError('conflict');
  }

  /** Null: absent, ended or expired. What was consumed is still found, so that a replay is known as one. */
  async find(tenantId: Uuid, kind: RecordKind, id: string): Promise<FoundRecord | null> {
    const { database, clock } = this.#deps;
    const keys = await this.#keys(tenantId);
    const name = { kind, lookup: lookupOf(keys, kind, id) };
    const row = await database.read(tenantId, (tx) => findRecordRow(tx, name, clock.now()));
    return row && openRecord(keys, kind, row);
  }

  /** A device code by what the device shows, a session by its uid. */
  async findByAlias(tenantId: Uuid, kind: RecordKind, alias: string): Promise<FoundRecord | null> {
    const { database, clock } = this.#deps;
    const keys = await this.#keys(tenantId);
    const name = { kind, lookup: aliasLookupOf(keys, kind, alias) };
    const row = await database.read(tenantId, (tx) => findRecordRowByAlias(tx, name, clock.now()));
    return row && openRecord(keys, kind, row);
  }

  /** True for exactly one caller ever: whoever gets it holds what the record stands for. */
  async consume(tenantId: Uuid, kind: RecordKind, id: string): Promise<boolean> {
    const keys = await this.#keys(tenantId);
    const name = { kind, lookup: lookupOf(keys, kind, id) };
    const at = this.#deps.clock.now();
    return this.#write(tenantId, keys, (tx, permit) => writeConsumed(tx, permit, name, at));
  }

  async end(tenantId: Uuid, kind: RecordKind, id: string): Promise<void> {
    const keys = await this.#keys(tenantId);
    const name = { kind, lookup: lookupOf(keys, kind, id) };
    const at = this.#deps.clock.now();
    await this.#write(tenantId, keys, (tx, permit) => writeEnded(tx, permit, name, at));
  }

  async endByGrant(tenantId: Uuid, grantId: Uuid): Promise<void> {
    const keys = await this.#keys(tenantId);
    const at = this.#deps.clock.now();
    await this.#write(tenantId, keys, (tx, permit) => writeEndedByGrant(tx, permit, grantId, at));
  }

  #keys(tenantId: Uuid): Promise<ScopeKeys> {
    return this.#deps.keyring.open({ kind: 'tenant', tenantId });
  }

  /** Whoever holds an id is known to the protocol, not to the pipeline. */
  #write<T>(
    tenantId: Uuid,
    keys: ScopeKeys,
    work: (tx: WriteTransaction, permit: Permit) => Promise<T>,
  ): Promise<T> {
    const facts = { tenantId, operation: 'records.write', permission: 'system', resourceId: null };
    return this.#deps.database.writeAside(tenantId, keys, (tx) =>
      work(tx, issuePermit({ transaction: tx, ...facts })),
    );
  }
}
