/** Server settings, given on the command line so that no file in the cluster can weaken them. */
export type Durability = 'durable' | 'unsafe-for-tests';

/** Names the socket file only: nothing listens on TCP, and the socket directory belongs to one cluster. */
export const PORT = 5432;

/** Chosen for a small machine (2 cores, 2 GB or more) that also runs the server. */
const DEFAULTS: Readonly<Record<string, string>> = {
  max_connections: '120',
  shared_buffers: '256MB',
  effective_cache_size: '1GB',
  work_mem: '8MB',
  maintenance_work_mem: '128MB',
  max_wal_size: '2GB',
  wal_compression: 'on',
  random_page_cost: '1.1',
  jit: 'off',
  // Tenant queries read few pages, mostly from memory: worker processes for I/O would only compete for two cores.
  io_method: 'sync',
  max_parallel_workers_per_gather: '0',
  // A plan made while a table was empty scans it; statistics must follow an import within seconds, not a minute.
  autovacuum_naptime: '5s',
  log_checkpoints: 'off',
  // Statements and row values are content of tenants and stay out of logs.
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_parameter_max_length: '0',
  log_parameter_max_length_on_error: '0',
};

const DURABLE = { fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on' };
const UNSAFE = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

/** A client connects by path, and the kernel limits a socket's address to 108 bytes. */
const FIXED = { listen_addresses: '', unix_socket_permissions: '0700', port: String(PORT) };

export function settingWords(
  durability: Durability,
  socketDirectories: string,
  extra: Readonly<Record<string, string>> = {},
): string[] {
  const chosen = {
    ...DEFAULTS,
    ...(durability === 'durable' ? DURABLE : UNSAFE),
    ...extra,
    ...FIXED,
    unix_socket_directories: socketDirectories,
  };
  return Object.entries(chosen).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}
