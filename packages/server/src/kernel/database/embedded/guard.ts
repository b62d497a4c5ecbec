/**
 * A small `sh` between Node and PostgreSQL. It holds the lock of the data directory, runs one program and watches a
 * pipe from Node: when Node dies, also by kill -9, the pipe ends and the program is stopped. It leads its own session,
 * so Ctrl-C in a terminal reaches Node only and Node decides how to stop.
 *
 * Never: a program that outlives both Node and this shell's pipe; a lock that outlives them.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { delimiter } from 'node:path';
import { createInterface } from 'node:readline';

// The watcher starts before the pid is told, so there is no moment in which Node's death goes unseen. A signal to $program is
// safe from number reuse: the main shell has not waited for it, or kills the watcher at once. `cd -P` keeps the path relative,
// which works below directories that the account may not traverse.
const SCRIPT = `
lock=$1; below=$2; shift 2
if [ -n "$lock" ]; then
  exec 9>>"$lock" || exit 73
  flock -n 9 || exit 75
fi
echo ready
read -r word && [ "$word" = go ] || exit 0
cd -P -- "$below" || exit 73
exec 3<&0
"$@" </dev/null 3<&- 9>&- 1>&2 &
program=$!
(
  while read -r word; do
    case $word in
      fast) kill -INT $program ;;
      immediate) kill -QUIT $program ;;
      kill) kill -KILL $program ;;
    esac
  done
  tries=0; kill -INT $program
  while kill -0 $program && [ $tries -lt 50 ]; do
    [ $tries -eq 30 ] && kill -QUIT $program
    tries=$((tries + 1)); sleep 0.1
  done
  kill -KILL $program
) <&3 >/dev/null 2>&1 &
watcher=$!
exec 3<&-
echo "pid $program"
wait $program; code=$?
kill -KILL $watcher
exit $code
`;

export type StopWord = 'fast' | 'immediate' | 'kill';

export interface GuardOptions {
  /** Lock file to hold with flock(1) for as long as the guard or its watcher lives; none when undefined. */
  readonly lockFile: string | undefined;
  /** Directory in which the guard starts, and the one below it in which the program runs. */
  readonly directory: string;
  readonly below: string;
  readonly command: readonly string[];
  readonly identity: { readonly uid: number; readonly gid: number } | undefined;
  /** What the program prints, line by line; standard output and standard error are drained together. */
  readonly onLine: (line: string) => void;
}

export interface Guard {
  /** Starts the program and gives its process number. Rejects when the guard ends before that. */
  run(): Promise<number>;
  send(word: StopWord): void;
  /** Ends the pipe: an idle guard leaves, a running program is stopped as if Node had died. */
  release(): void;
  /** Exit code of the program, null when a signal ended it. Never rejects. */
  readonly exited: Promise<number | null>;
}

/** Gives `busy` when another process holds the lock. */
export async function startGuard(options: GuardOptions): Promise<Guard | 'busy'> {
  const child = spawn(
    '/bin/sh',
    ['-c', SCRIPT, 'wardroom-guard', options.lockFile ?? '', options.below, ...options.command],
    {
      cwd: options.directory,
      env: programEnvironment(),
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
      ...options.identity,
    },
  );
  child.stdin.on('error', () => undefined);
  createInterface(child.stderr).on('line', options.onLine);
  const told = createInterface(child.stdout)[Symbol.asyncIterator]();
  const exited = exitOf(child);
  const started = await Promise.race([told.next().then((line) => line.done !== true), spawnFailure(child)]);
  if (!started) {
    const code = await exited;
    if (code === 75) return 'busy';
    throw new Error(`the guard ended with code ${code}`);
  }
  return {
    exited,
    async run() {
      child.stdin.write('go\n');
      const line = await told.next();
      if (line.done === true) throw new Error(`the guard ended with code ${await exited}`);
      return Number(line.value.slice('pid '.length));
    },
    send: (word) => void child.stdin.write(`${word}\n`),
    release: () => void child.stdin.end(),
  };
}

/** PostgreSQL reads many variables (PG*, LC_*, TZ) and needs none of the server's secrets: it gets a fixed, small environment. */
export function programEnvironment(): Record<string, string> {
  const path = [process.env['PATH'], '/usr/local/bin', '/usr/bin', '/bin', '/usr/sbin', '/sbin'];
  return { PATH: path.filter(Boolean).join(delimiter), LC_ALL: 'C', TZ: 'UTC' };
}

function spawnFailure(child: ChildProcess): Promise<never> {
  return new Promise((_, reject) => child.once('error', reject));
}

/** Waits for the last printed lines too, but not for stray children that still hold the pipe. */
function exitOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => {
    child.once('exit', (code) => {
      child.stdin?.end();
      const result = code === null || code > 128 ? null : code;
      const timer = setTimeout(() => resolve(result), 500);
      child.once('close', () => {
        clearTimeout(timer);
        resolve(result);
      });
    });
  });
}
