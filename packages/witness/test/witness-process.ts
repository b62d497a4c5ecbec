/** The witness as a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));

export interface WitnessProcess {
  readonly child: ChildProcess;
  readonly url: string;
  readonly key: string;
  /** Resolves when it has ended. */
  kill(signal?: NodeJS.Signals): Promise<void>;
}

/** What it printed, when it has ended by itself. */
export async function runWitness(
  ...typed: string[]
): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, [main, ...typed], { stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, err] = ['', ''];
  child.stdout.on('data', (data: Buffer) => (out += data.toString()));
  child.stderr.on('data', (data: Buffer) => (err += data.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, out, err };
}

/** Starts it at a free port of loopback; `typed` are further options. */
export async function startWitness(directory: string, ...typed: string[]): Promise<WitnessProcess> {
  const child = spawn(
    process.execPath,
    [
      main,
      'serve',
      '--directory',
      directory,
      '--name',
      'witness.example/one',
      '--listen',
      '127.0.0.1:0',
      ...typed,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const [, key = '', port = ''] = /^(\S+) listens at .*:(\d+)\n$/.exec(line.toString()) ?? [];
  const scheme = typed.includes('--certificate') ? 'https' : 'http';
  return {
    ...{ child, key, url: `${scheme}://127.0.0.1:${port}` },
    async kill(signal = 'SIGKILL') {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill(signal);
      await ended;
    },
  };
}
