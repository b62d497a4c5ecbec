/** A real rsyslog (Debian’s), not a simulator: TLS by its OpenSSL driver, messages into a file as they came. */
import { type ChildProcess, spawn } from 'node:child_process';
import { globSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Certificate } from '../egress/certificates.ts';

/** As scripts/rsyslog.js says it: the one reason for which CI lets a test be skipped. */
export const rsyslogMissing = 'rsyslog cannot be installed here';
export const rsyslogFolder = (): string | undefined => process.env['WARDROOM_RSYSLOG'];

export interface Rsyslog {
  readonly port: number;
  /** Messages in the order in which they came, with their headers. */
  messages(): Promise<string[]>;
  /** Until there are so many of them, at most ten seconds. */
  waitFor(count: number): Promise<string[]>;
  close(): Promise<void>;
}

export interface RsyslogOptions {
  readonly certificate: Certificate;
  /** Who signs those that may call. */
  readonly authority: string;
  /** Asks who calls and refuses whoever has no certificate of the authority. */
  readonly asksWhoCalls?: boolean;
}

export async function startRsyslog(
  folder: string,
  { certificate, authority, asksWhoCalls = false }: RsyslogOptions,
): Promise<Rsyslog> {
  const directory = await mkdtemp(join(tmpdir(), 'wardroom-rsyslog-'));
  await chmod(directory, 0o755);
  const at = (name: string) => join(directory, name);
  await Promise.all([
    writeFile(at('ca.pem'), authority),
    writeFile(at('cert.pem'), certificate.cert),
    writeFile(at('key.pem'), certificate.key),
    writeFile(at('messages'), ''),
    writeFile(at('rsyslog.conf'), configuration(directory, asksWhoCalls)),
  ]);
  const [modules = ''] = globSync('usr/lib/*/rsyslog', { cwd: folder });
  const [libraries = ''] = globSync('usr/lib/*-linux-*', { cwd: folder });
  const child = spawn(
    join(folder, 'usr/sbin/rsyslogd'),
    ['-n', '-f', at('rsyslog.conf'), '-i', at('pid'), '-M', join(folder, modules)],
    { env: { LD_LIBRARY_PATH: join(folder, libraries) }, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const said: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk.toString()));
  const messages = async () => {
    const text = await readFile(at('messages'), 'utf8');
    return text.split('\n').filter((line) => line !== '');
  };
  const close = async () => {
    await end(child);
    await rm(directory, { recursive: true, force: true });
  };
  try {
    return {
      port: Number(
        await until(
          () => readFile(at('port'), 'utf8'),
          (text) => /^\d+/.test(text),
        ),
      ),
      messages,
      waitFor: (count) => until(messages, (lines) => lines.length >= count),
      close,
    };
  } catch (error) {
    await close();
    throw new Error(`rsyslog did not start: ${said.join('')}`, { cause: error });
  }
}

const configuration = (directory: string, asksWhoCalls: boolean): string => `
global(
  workDirectory="${directory}"
  maxMessageSize="64k"
  defaultNetstreamDriver="ossl"
  defaultNetstreamDriverCAFile="${directory}/ca.pem"
  defaultNetstreamDriverCertFile="${directory}/cert.pem"
  defaultNetstreamDriverKeyFile="${directory}/key.pem"
)
module(load="imtcp" streamDriver.name="ossl" streamDriver.mode="1"
       streamDriver.authMode="${asksWhoCalls ? 'x509/certvalid' : 'anon'}")
input(type="imtcp" address="127.0.0.1" port="0" listenPortFileName="${directory}/port")
template(name="asItCame" type="string" string="%rawmsg%\\n")
action(type="omfile" file="${directory}/messages" template="asItCame" flushOnTXEnd="on")
`;

async function until<T>(read: () => Promise<T>, isEnough: (value: T) => boolean): Promise<T> {
  let last: T | undefined;
  for (let round = 0; round < 200; round += 1) {
    last = await read().catch(() => undefined);
    if (last !== undefined && isEnough(last)) return last;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`not within ten seconds: ${JSON.stringify(last)?.slice(0, 500)}`);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
}
