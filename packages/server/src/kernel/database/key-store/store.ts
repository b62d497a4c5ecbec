/**
 * SQL of the wrapped keys. Two statements per insert: the loser of a race waits for the winner's row, then reads it in
 * a later statement, which sees what committed meanwhile.
 */
import type { NamedText } from '../session.ts';

/** Statements of one realm; `$1` is the tenant where there is one. */
export interface KeyStatements {
  readonly loadScopeKey: NamedText;
  readonly loadDataKeys: NamedText;
  readonly insertScopeKey: NamedText;
  readonly insertDataKey: NamedText;
  readonly findScopeKey: NamedText;
  readonly findDataKey: NamedText;
}

export const begin: NamedText = { name: 'keys.begin', text: 'begin' };
export const commit: NamedText = { name: 'keys.commit', text: 'commit' };
export const rollback: NamedText = { name: 'keys.rollback', text: 'rollback' };
/** The signed context; what was left over from before must be nothing. */
export const enter: NamedText = {
  name: 'keys.enter',
  text: `select current_setting('app.tenant', true) as left_over, set_config('app.tenant', $1, true) as entered`,
};

export const tenantKeys: KeyStatements = {
  loadScopeKey: {
    name: 'keys.loadScope',
    text: 'select version, wrapped from tenant.scope_keys where tenant_id = $1 order by version desc limit 1',
  },
  loadDataKeys: {
    name: 'keys.loadData',
    text: 'select domain, epoch, wrapped, created_at from tenant.data_keys where tenant_id = $1',
  },
  insertScopeKey: {
    name: 'keys.insertScope',
    text: `insert into tenant.scope_keys (tenant_id, version, wrapped, created_at) values ($1, $2, $3, $4)
      on conflict on constraint scope_keys_key do nothing`,
  },
  insertDataKey: {
    name: 'keys.insertData',
    text: `insert into tenant.data_keys (tenant_id, domain, epoch, wrapped, created_at) values ($1, $2, $3, $4, $5)
      on conflict on constraint data_keys_key do nothing`,
  },
  findScopeKey: {
    name: 'keys.findScope',
    text: 'select wrapped from tenant.scope_keys where tenant_id = $1 and version = $2',
  },
  findDataKey: {
    name: 'keys.findData',
    text: 'select wrapped from tenant.data_keys where tenant_id = $1 and domain = $2 and epoch = $3',
  },
};

export const platformKeys: KeyStatements = {
  loadScopeKey: {
    name: 'keys.loadPlatformScope',
    text: 'select version, wrapped from platform.scope_keys order by version desc limit 1',
  },
  loadDataKeys: {
    name: 'keys.loadPlatformData',
    text: 'select domain, epoch, wrapped, created_at from platform.data_keys',
  },
  insertScopeKey: {
    name: 'keys.insertPlatformScope',
    text: `insert into platform.scope_keys (version, wrapped, created_at) values ($1, $2, $3)
      on conflict (version) do nothing`,
  },
  insertDataKey: {
    name: 'keys.insertPlatformData',
    text: `insert into platform.data_keys (domain, epoch, wrapped, created_at) values ($1, $2, $3, $4)
      on conflict (domain, epoch) do nothing`,
  },
  findScopeKey: {
    name: 'keys.findPlatformScope',
    text: 'select wrapped from platform.scope_keys where version = $1',
  },
  findDataKey: {
    name: 'keys.findPlatformData',
    text: 'select wrapped from platform.data_keys where domain = $1 and epoch = $2',
  },
};
