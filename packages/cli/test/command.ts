/** Runs the real command in a process of its own, with an environment of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));

export interface Run {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Run>;
  /** Resolves with the first match in what was printed so far or will be; rejects when the command ends before. */
  says(pattern: RegExp): Promise<RegExpExecArray>;
}

export interface RunOptions {
  readonly environment?: Readonly<Record<string, string>>;
  /** Standard input; nothing by default. */
  readonly input?: string;
}

export function start(words: readonly string[], { environment = {}, input = '' }: RunOptions = {}): Running {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main, ...words], {
    env: { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent', ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const printed = { stdout: '', stderr: '' };
  const listeners = new Set<() => void>();
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (text: string) => {
      printed[name] += text;
      for (const listener of listeners) listener();
    });
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const ended = new Promise<Run>((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal, ...printed }));
  });
  const says = (pattern: RegExp) =>
    new Promise<RegExpExecArray>((resolve, reject) => {
      const look = () => {
        const match = pattern.exec(printed.stdout) ?? pattern.exec(printed.stderr);
        if (match === null) return;
        listeners.delete(look);
        resolve(match);
      };
      listeners.add(look);
      look();
      void ended.then(({ code, stderr }) =>
        reject(new Error(`ended with ${code} before ${pattern}: ${stderr}`)),
      );
    });
  return { child, ended, says };
}

export const run = (words: readonly string[], options?: RunOptions): Promise<Run> =>
  start(words, options).ended;
