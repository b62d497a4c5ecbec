/**
 * Every setting of a deployment: its environment variable, its form, its default and the sentence of the reference
 * page (`docs/configuration.md` is printed from this table). Secrets are never values of the environment, which child
 * processes and crash reports see: they are files, and the setting is the path.
 */
import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { parseWitnessAddress, type WitnessAddress } from '../audit/trust/witness-address.ts';
import { type Allowance, type EgressProxy, parseAllowance } from '../egress/index.ts';

/** Root of the checkout; relative paths of settings start here, not at the working directory. */
export const checkoutDirectory = fileURLToPath(new URL('../../../../../', import.meta.url));

const whole = (minimum: number, maximum: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, 'expected a whole number')
    .transform(Number)
    .refine((value) => value >= minimum && value <= maximum, {
      error: `expected a whole number from ${minimum} to ${maximum}`,
    });
const flag = z
  .enum(['true', 'false'], { error: 'expected true or false' })
  .transform((text) => text === 'true');
const path = z
  .string()
  .min(1, 'expected a path')
  .transform((text) => resolve(checkoutDirectory, text));
const domain = z
  .string()
  .regex(
    /^(?=.{1,200}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/,
    'expected a domain in lower case',
  )
  .refine((text) => isIP(text) === 0, { error: 'expected a domain, not an address' });
const list = (text: string) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
const network = (text: string): boolean => {
  const [address = '', bits, ...rest] = text.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
};
/** `10.0.0.53`, `10.0.0.53:5353` or `[fd00::53]:53`. */
const nameServer = (text: string): boolean => {
  const [, inner, port] = /^\[([0-9a-f:]+)\](?::(\d{1,5}))?$/.exec(text) ?? [];
  if (inner !== undefined) return isIP(inner) === 6 && Number(port ?? 53) <= 65_535;
  const [address = '', digits, ...rest] = text.split(':');
  if (isIP(text) !== 0) return true;
  return (
    isIP(address) === 4 && rest.length === 0 && /^\d{1,5}$/.test(digits ?? '') && Number(digits) <= 65_535
  );
};
const proxyUrl = (text: string): EgressProxy | null => {
  const [, host = '', port] = /^http:\/\/([a-z0-9.-]+|\[[0-9a-f:]+\]):(\d{1,5})\/?$/.exec(text) ?? [];
  return Number(port) >= 1 && Number(port) <= 65_535
    ? { host: host.replace(/^\[|\]$/g, ''), port: Number(port) }
    : null;
};
const present = <T>(entry: T | null): entry is T => entry !== null;
export const nodeRoles = ['http', 'realtime', 'worker'] as const;
export type NodeRole = (typeof nodeRoles)[number];
export const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

interface Setting<S extends z.ZodType> {
  readonly variable: string;
  readonly schema: S;
  /** As it would be written in the environment; undefined: the setting is absent by default. */
  readonly initial: string | undefined;
  readonly meaning: string;
}
const setting = <S extends z.ZodType>(
  variable: string,
  schema: S,
  initial: string | undefined,
  meaning: string,
): Setting<S> => ({ variable, schema, initial, meaning });

const databaseUrl = z
  .string()
  .regex(/^postgres(ql)?:\/\//, 'expected postgres://…')
  .refine((text) => URL.canParse(text.replace('@/', '@localhost/')), { error: 'expected postgres://…' });

export const settings = {
  databaseUrl: setting(
    'DATABASE_URL',
    databaseUrl.optional(),
    undefined,
    'Administrative login of an external PostgreSQL 18 or newer, used by the migrating child process only. Absent: the embedded PostgreSQL.',
  ),
  dataDirectory: setting(
    'WARDROOM_DATA_DIRECTORY',
    path,
    '.wardroom',
    'Directory of the embedded PostgreSQL, the root key and generated passwords. Relative paths start at the checkout.',
  ),
  port: setting('WARDROOM_PORT', whole(0, 65_535), '8420', 'TCP port to listen on; 0 takes a free one.'),
  bindAddress: setting(
    'WARDROOM_BIND_ADDRESS',
    z.string().refine((text) => isIP(text) !== 0, { error: 'expected an IP address' }),
    '127.0.0.1',
    'Address to listen on. Until setup is done only loopback is used, whatever stands here.',
  ),
  baseDomain: setting(
    'WARDROOM_BASE_DOMAIN',
    domain,
    'localhost',
    'Domain of the deployment. Workspaces answer at `<slug>.<base domain>`, the platform at the domain itself.',
  ),
  publicScheme: setting(
    'WARDROOM_PUBLIC_SCHEME',
    z.enum(['http', 'https']),
    'http',
    'Scheme that browsers use. `https` needs a TLS proxy in front that passes the Host header on, and adds HSTS.',
  ),
  publicPort: setting(
    'WARDROOM_PUBLIC_PORT',
    whole(1, 65_535).optional(),
    undefined,
    'Port that browsers use. Absent: the port listened on with `http`, 443 with `https`.',
  ),
  trustedProxies: setting(
    'WARDROOM_TRUSTED_PROXIES',
    z
      .string()
      .transform(list)
      .refine((parts) => parts.every(network), {
        error: 'expected addresses or networks such as 10.0.0.0/8',
      }),
    '',
    'Addresses or networks, separated by commas, whose X-Forwarded-For is believed. Nobody’s by default.',
  ),
  maxConnections: setting(
    'WARDROOM_MAX_CONNECTIONS',
    whole(1, 1_000_000),
    '20000',
    'Open TCP connections; beyond it new ones are closed at once.',
  ),
  maxConnectionsPerAddress: setting(
    'WARDROOM_MAX_CONNECTIONS_PER_ADDRESS',
    whole(1, 1_000_000),
    '1000',
    'Open TCP connections of one client address. Loopback and trusted proxies, which stand for many, are not counted.',
  ),
  readPoolSize: setting('WARDROOM_READ_POOL_SIZE', whole(1, 500), '8', 'Database connections for reads.'),
  writePoolSize: setting('WARDROOM_WRITE_POOL_SIZE', whole(2, 500), '8', 'Database connections for writes.'),
  directoryPoolSize: setting(
    'WARDROOM_DIRECTORY_POOL_SIZE',
    whole(1, 100),
    '3',
    'Database connections that resolve hosts and credentials.',
  ),
  platformPoolSize: setting(
    'WARDROOM_PLATFORM_POOL_SIZE',
    whole(1, 100),
    '3',
    'Database connections of the platform realm.',
  ),
  globalLimit: setting(
    'WARDROOM_LIMIT_GLOBAL',
    whole(1, 999_999_999),
    '100000',
    'Rate-limit units per minute of the whole node. A query costs 1, a command 2, some more.',
  ),
  tenantLimit: setting(
    'WARDROOM_LIMIT_TENANT',
    whole(1, 999_999_999),
    '40000',
    'Rate-limit units per minute of one workspace.',
  ),
  principalLimit: setting(
    'WARDROOM_LIMIT_PRINCIPAL',
    whole(1, 999_999_999),
    '3000',
    'Rate-limit units per minute of one person, bot or key owner inside its workspace.',
  ),
  addressLimit: setting(
    'WARDROOM_LIMIT_ADDRESS',
    whole(1, 999_999_999),
    '600',
    'Rate-limit units per minute of one client address without a credential inside one workspace.',
  ),
  operationLimit: setting(
    'WARDROOM_LIMIT_OPERATION',
    whole(1, 999_999_999),
    '2400',
    'Rate-limit units per minute that one caller may spend on one operation.',
  ),
  keyPassphraseFile: setting(
    'WARDROOM_KEY_PASSPHRASE_FILE',
    path.optional(),
    undefined,
    'File (mode 0600) with the passphrase of the root key. Absent: `root.key` in the data directory, made on first run.',
  ),
  metricsTokenFile: setting(
    'WARDROOM_METRICS_TOKEN_FILE',
    path.optional(),
    undefined,
    'File (mode 0600) with the bearer token for `/metrics`. Absent: `/metrics` answers loopback only.',
  ),
  scanningKeysFile: setting(
    'WARDROOM_SCANNING_KEYS_FILE',
    path.optional(),
    undefined,
    'File with the public keys of secret-scanning partners, as they publish them (`public_keys`, ECDSA P-256). Absent: no signed report is accepted.',
  ),
  egressResolvers: setting(
    'WARDROOM_EGRESS_RESOLVERS',
    z
      .string()
      .transform(list)
      .refine((parts) => parts.every(nameServer), {
        error: 'expected addresses such as 10.0.0.53 or 10.0.0.53:53',
      }),
    '',
    'Name servers, separated by commas, that are asked about addresses which tenants give and for the proofs of custom domains. Absent: those of the system. Set: custom domains may have reserved endings such as `.corp`, which these name servers know.',
  ),
  egressPort8443: setting(
    'WARDROOM_EGRESS_PORT_8443',
    flag,
    'false',
    'Whether addresses which tenants give may name port 8443 beside 443.',
  ),
  egressAllow: setting(
    'WARDROOM_EGRESS_ALLOW',
    z
      .string()
      .transform((text) => list(text).map(parseAllowance))
      .refine((entries): entries is Allowance[] => entries.every(present), {
        error: 'expected entries such as jwks=keys.internal:8443=10.1.2.0/24',
      }),
    '',
    'Private hosts that are fetched from all the same: `purpose=host:port=network`, separated by commas. Purposes: `jwks`, `client_document`, `sector_identifier`, `webhook`, and feeds of the audit log: `splunk_hec`, `datadog`, `s3`, `syslog`; `witness`.',
  ),
  witnesses: setting(
    'WARDROOM_WITNESSES',
    z
      .string()
      .transform((text) => list(text).map(parseWitnessAddress))
      .refine((entries): entries is WitnessAddress[] => entries.every(present), {
        error: 'expected entries such as <verifier key> https://witness.example',
      }),
    '',
    'Witnesses of the audit log, separated by commas: a verifier key as the witness prints it, a space, and the `https://` address before `/add-checkpoint`. One at a private address needs `witness=…` in `WARDROOM_EGRESS_ALLOW`.',
  ),
  anchorFile: setting(
    'WARDROOM_ANCHOR_FILE',
    path.optional(),
    undefined,
    'File to which checkpoints of the directory of audit logs are appended, best on a medium that nobody rewrites.',
  ),
  anchorBucketFile: setting(
    'WARDROOM_ANCHOR_BUCKET_FILE',
    path.optional(),
    undefined,
    'File (mode 0600, JSON: `address`, `region`, `prefix`, `retentionDays`, `accessKeyId`, `secretAccessKey`) of an S3 bucket with Object Lock that gets such checkpoints, in compliance mode.',
  ),
  anchorSyslog: setting(
    'WARDROOM_ANCHOR_SYSLOG',
    z
      .string()
      .regex(/^tls:\/\/[^\s/]+$/, 'expected tls://<host>:6514')
      .optional(),
    undefined,
    'Syslog collector over TLS (`tls://<host>:6514`) that gets such checkpoints.',
  ),
  auditFeedDirectory: setting(
    'WARDROOM_AUDIT_FEED_DIRECTORY',
    path.optional(),
    undefined,
    'Directory into which workspaces may send their audit logs as files (`<workspace id>/<feed id>.jsonl`). Absent: none may.',
  ),
  egressCertificatesFile: setting(
    'WARDROOM_EGRESS_CERTIFICATES_FILE',
    path.optional(),
    undefined,
    'File (PEM) with certificates that count, beside the well-known ones, for the hosts of `WARDROOM_EGRESS_ALLOW`.',
  ),
  egressProxy: setting(
    'WARDROOM_EGRESS_PROXY',
    z
      .string()
      .transform((text) => (text === '' ? null : (proxyUrl(text) ?? false)))
      .refine((proxy): proxy is EgressProxy | null => proxy !== false, {
        error: 'expected http://host:port',
      }),
    '',
    'Proxy (HTTP CONNECT) through which everything leaves that tenants can direct. It is asked for addresses, never for names, and should repeat the list.',
  ),
  ownAddresses: setting(
    'WARDROOM_OWN_ADDRESSES',
    z
      .string()
      .transform(list)
      .refine((parts) => parts.every(network), {
        error: 'expected addresses or networks such as 198.51.100.7',
      }),
    '',
    'Public addresses or networks of this deployment beside those of this machine, separated by commas; nothing that a tenant gives may lead there.',
  ),
  logLevel: setting(
    'WARDROOM_LOG_LEVEL',
    z.enum(logLevels).optional(),
    undefined,
    'Least severe level written to standard error. Absent: `info`, at a terminal `warn`.',
  ),
  demo: setting('WARDROOM_DEMO', flag, 'false', 'A demonstration: every workspace is a demo, loopback only.'),
  region: setting(
    'WARDROOM_REGION',
    z.string().regex(/^[a-z0-9-]{1,32}$/, 'expected lower-case letters, digits and dashes'),
    'local',
    'Region of this node; new workspaces are placed here.',
  ),
  nodeRoles: setting(
    'WARDROOM_NODE_ROLES',
    z
      .string()
      .transform(list)
      .pipe(z.array(z.enum(nodeRoles)).min(1)),
    'http,realtime,worker',
    'What this process does.',
  ),
  unsafeDurability: setting(
    'WARDROOM_UNSAFE_DURABILITY_FOR_TESTS',
    flag,
    'false',
    'Tests only: the embedded PostgreSQL forgets to write to disk. A crash loses data.',
  ),
} as const;

export type Config = { readonly [K in keyof typeof settings]: z.output<(typeof settings)[K]['schema']> };
