/** The process: see README.md. Ends with 0 when told to stop, 2 for what it cannot start with. */
import { randomBytes } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parseVerifierKey, SealError, verifierKeyText } from '@wardroom/seal';
import { sha256 } from '@wardroom/seal/node';
import { createWitnessServer } from './http.ts';
import { makeKey, readSigner } from './key.ts';
import { lockDirectory } from './lock.ts';
import { Records } from './records.ts';
import { contradictionText, Witness } from './witness.ts';

const usage = `A witness: cosigns checkpoints of logs that only grow (C2SP tlog-witness).

  main.ts init  --directory <path> --name <name>        makes a key, prints its verifier key
  main.ts serve --directory <path> --name <name> --log <verifier key>…
                [--listen <address>:<port>] [--certificate <file> --key <file>]

--directory    key and records; nobody else's, and never restored from an older copy
--name         how it signs, such as witness.example/one
--log          key of a log that is watched; during a rotation both keys
--listen       127.0.0.1:8421 by default
--certificate  and --key: PEM; without them it speaks HTTP, for a proxy that ends TLS
`;

class UsageError extends Error {}

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    directory: { type: 'string' },
    name: { type: 'string' },
    log: { type: 'string', multiple: true },
    listen: { type: 'string' },
    certificate: { type: 'string' },
    key: { type: 'string' },
    help: { type: 'boolean' },
  },
});

function required(value: string | undefined, option: string): string {
  if (value === undefined || value === '') throw new UsageError(`${option} is missing.\n\n${usage}`);
  return value;
}

async function init(): Promise<void> {
  const directory = required(values.directory, '--directory');
  const name = required(values.name, '--name');
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await makeKey(join(directory, 'key'), randomBytes(32));
  const { key } = await readSigner(join(directory, 'key'), name);
  process.stdout.write(`${verifierKeyText(key)}\n`);
}

async function serve(): Promise<void> {
  const directory = required(values.directory, '--directory');
  const [, host = '', port = ''] = /^(.+):(\d{1,5})$/.exec(values.listen ?? '127.0.0.1:8421') ?? [];
  if (host === '') throw new UsageError(`--listen is <address>:<port>.\n\n${usage}`);
  if (values.log === undefined) throw new UsageError(`--log is missing.\n\n${usage}`);
  const logs = await Promise.all(values.log.map((text) => parseVerifierKey(sha256, text)));
  if (logs.some(({ type }) => type !== 0x01)) throw new UsageError('--log is the key of a log (type 1).');
  const signer = await readSigner(join(directory, 'key'), required(values.name, '--name'));
  const unlock = await lockDirectory(join(directory, 'lock'), process.pid);
  const records = await Records.open(join(directory, 'records'), [...new Set(logs.map(({ name }) => name))]);
  const witness = new Witness({
    ...{ signer, logs, records, now: () => Date.now() },
    onContradiction: (submission, seen) =>
      process.stderr.write(`CONTRADICTION ${contradictionText(submission, seen)}\n`),
  });
  const tls =
    values.certificate === undefined || values.key === undefined
      ? null
      : { cert: await readFile(values.certificate, 'utf8'), key: await readFile(values.key, 'utf8') };
  const onFault = (error: unknown) => process.stderr.write(`${String(error)}\n`);
  const server = createWitnessServer({ witness, tls, onFault });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(Number(port), host.replace(/^\[|\]$/g, ''), resolve);
  });
  const { port: bound } = server.address() as AddressInfo;
  process.stdout.write(`${verifierKeyText(signer.key)} listens at ${host}:${bound}\n`);
  const stop = () => {
    server.close(() => void unlock().finally(() => process.exit(0)));
    server.closeIdleConnections();
  };
  process.once('SIGTERM', stop).once('SIGINT', stop);
}

try {
  if (values.help) process.stdout.write(usage);
  else if (positionals[0] === 'init') await init();
  else if (positionals[0] === 'serve') await serve();
  else throw new UsageError(usage);
} catch (error) {
  const isKnown = error instanceof UsageError || error instanceof SealError || error instanceof Error;
  if (!isKnown) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(2);
}
