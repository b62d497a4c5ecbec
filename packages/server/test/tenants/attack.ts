/**
 * `npm run attack -- <file>`: the isolation suite against a running deployment (TEN-15). The file names two workspaces
 * and a way into each; the second one's own identifiers are read with its own credentials and then tried, in every
 * operation, by every caller of the first. Exit 0: every answer equalled that for something that does not exist.
 *
 *   { "own":   { "origin": "https://acme.chat.example.com",   "callers": { "owner": { "name": "…", "password": "…" } } },
 *     "other": { "origin": "https://globex.chat.example.com", "callers": { "owner": { "link": "https://…/link#…" } } } }
 *
 * A caller is a name with a password, a one-use link, or a `key`. The first caller should be an owner, who sees the most.
 */
import { readFile } from 'node:fs/promises';
import { type AnyOperation, operations } from '@wardroom/contract';
import * as z from 'zod';
import { ask, type HttpTenant } from './probe/http-side.ts';
import { httpSide, probeDeployment } from './probe/index.ts';

const caller = z.union([
  z.strictObject({ name: z.string(), password: z.string() }),
  z.strictObject({ link: z.url() }),
  z.strictObject({ key: z.string() }),
]);
const workspace = z.strictObject({ origin: z.url(), callers: z.record(z.string(), caller) });
const order = z.strictObject({ own: workspace, other: workspace });

type Credentials = HttpTenant['credentials'];

/** Node resolves no `*.localhost`; browsers and this do. */
function placeOf(origin: string): Pick<HttpTenant, 'origin' | 'connect'> {
  const { hostname, port } = new URL(origin);
  const isLocal = hostname.endsWith('.localhost');
  return isLocal ? { origin, connect: { host: '127.0.0.1', port: Number(port || 80) } } : { origin };
}

async function enter({ origin, callers }: z.output<typeof workspace>): Promise<HttpTenant> {
  const place = placeOf(origin);
  const credentials: Record<string, Credentials[string]> = {};
  for (const [label, way] of Object.entries(callers)) {
    credentials[label] = 'key' in way ? way : { session: await signIn({ ...place, credentials: {} }, way) };
  }
  return { ...place, credentials };
}

type SignIn = Exclude<z.output<typeof caller>, { key: string }>;

async function signIn(tenant: HttpTenant, way: SignIn): Promise<string> {
  const [path, input] =
    'link' in way
      ? ['/v1/sessions.redeem', { secret: new URL(way.link).hash.slice(1) }]
      : ['/v1/sessions.create', way];
  const { status, rawHeaders } = await ask(tenant, { path, input });
  const cookie = rawHeaders.find((text) => text.startsWith('__Host-wardroom='));
  if (cookie === undefined) throw new Error(`${tenant.origin} refused a caller with ${status}`);
  return cookie.slice('__Host-wardroom='.length).split(';', 1)[0] ?? '';
}

const [file] = process.argv.slice(2);
if (file === undefined) {
  process.stderr.write('usage: npm run attack -- <file>   (see packages/server/test/tenants/attack.ts)\n');
  process.exit(2);
}
const { own, other } = order.parse(JSON.parse(await readFile(file, 'utf8')));
const attacked: readonly AnyOperation[] = Object.values(operations);
const report = await probeDeployment(httpSide(await enter(own)), httpSide(await enter(other)), attacked);
for (const [name, count] of report.compared)
  process.stdout.write(`${name.padEnd(28)} ${count} pairs of answers\n`);
for (const finding of report.findings) process.stdout.write(`FINDING ${JSON.stringify(finding)}\n`);
process.stdout.write(`${report.compared.size} operations attacked, ${report.findings.length} findings\n`);
process.exitCode = report.findings.length === 0 ? 0 : 1;
