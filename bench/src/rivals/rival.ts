/** Starts a baseline server in a process of its own, as the product's server is one. */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface Rival {
  readonly pid: number;
  /** Broadcasts `text` `times` times, pausing when `pause` frames are in flight to let sockets drain. */
  broadcast(text: string, times: number): void;
  stop(): Promise<void>;
}

export async function startRival(kind: 'ws' | 'socket-io', port: number): Promise<Rival> {
  const entry = fileURLToPath(new URL(`./${kind}.ts`, import.meta.url));
  const child: ChildProcess = fork(entry, [String(port)], {
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  await new Promise<void>((resolve, reject) => {
    child.once('message', () => resolve());
    child.once('exit', (code) => reject(new Error(`${kind} ended with ${code}`)));
  });
  return {
    pid: child.pid ?? 0,
    broadcast: (text, times) => void child.send({ text, times }),
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve());
        child.kill('SIGKILL');
      }),
  };
}

export interface Order {
  readonly text: string;
  readonly times: number;
}

/** Runs in the child: broadcasts in turns, so that what is written can leave. */
export function obey(broadcast: (text: string) => void): void {
  process.on('message', ({ text, times }: Order) => {
    let left = times;
    const turn = () => {
      if (left === 0) return;
      left -= 1;
      broadcast(text);
      setImmediate(turn);
    };
    turn();
  });
  process.send?.('ready');
}
