/**
 * A small `sh` between Node and PostgreSQL. It holds the lock of the data directory, runs one program and watches a
 * pipe from Node: when Node dies, also by kill -9, the pipe ends and the program is stopped. It leads its own session,
 * so Ctrl-C in a terminal reaches Node only and Node decides how to stop.
 *
 * Never: a program that outlives both Node and this shell's pipe; a lock that outlives them.
 */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { delimiter } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

const LOCKED = 75;
/** A shell gives 128 + n for a program that signal n ended. */
const SIGNALLED = 128;
const DRAINED = 'wardroom-guard: end of output';

// The watcher starts before the pid is told, so there is no moment in which Node's death goes unseen. A signal to $program is
// safe from number reuse: the main shell has not waited for it, or kills the watcher at once. `cd -P` keeps the path relative,
// which works below directories that the account may not traverse. After the end of the program the lock stays until Node lets
// go, so that Node clears away under the lock.
const SCRIPT = `
lock=$1; below=$2; shift 2
if [ -n "$lock" ]; then
  exec 9>>"$lock" || exit 73
  flock -n 9 || exit ${LOCKED}
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
echo "ended $code"
echo "${DRAINED}" >&2
while read -r word; do :; done
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
  running(): boolean;
  send(word: StopWord): void;
  /** Ends the pipe and waits for the guard: the lock is free afterwards. A program that still runs is stopped as if Node had died. */
  release(): Promise<void>;
  /** Exit code of the program, null when a signal ended it; all it printed has been given to `onLine`. Never rejects. */
  readonly exited: Promise<number | null>;
}

/** Gives `busy` when another process holds the lock. */
export async function startGuard(options: GuardOptions): Promise<Guard | 'busy'> {
  const words = [options.lockFile ?? '', options.below, ...options.command];
  const child = spawn('/bin/sh', ['-c', SCRIPT, 'wardroom-guard', ...words], {
    cwd: options.directory,
    env: programEnvironment(),
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
    ...options.identity,
  });
  child.stdin.on('error', () => undefined);
  const gone = new Promise<number | null>((resolve, reject) => {
    child.once('exit', resolve);
    child.once('error', reject);
  });
  const output = drain(child.stderr, options.onLine);
  const told = createInterface(child.stdout)[Symbol.asyncIterator]();
  const tell = async () => ((await told.next()) as IteratorResult<string, undefined>).value;
  if ((await Promise.race([tell(), gone.then(() => undefined)])) === undefined) {
    const code = await gone;
    await output;
    if (code === LOCKED) return 'busy';
    throw new Error(`the guard ended with code ${code}`);
  }
  return control(child, tell, gone, output);
}

function control(
  child: ChildProcessWithoutNullStreams,
  tell: () => Promise<string | undefined>,
  gone: Promise<number | null>,
  output: Promise<void>,
): Guard {
  let running = false;
  const pid = Promise.withResolvers<number>();
  pid.promise.catch(() => undefined);
  const follow = async (): Promise<number | null> => {
    const first = await tell();
    if (first === undefined) pid.reject(new Error(`the guard ended with code ${await gone}`));
    else pid.resolve(Number(first.slice('pid '.length)));
    const last = await tell();
    running = false;
    // Without a last word the guard itself was killed; its watcher stops the program when the pipe ends.
    if (last === undefined) child.stdin.end();
    await output;
    const code = last === undefined ? null : Number(last.slice('ended '.length));
    return code === null || code > SIGNALLED ? null : code;
  };
  return {
    exited: follow(),
    run() {
      running = true;
      child.stdin.write('go\n');
      return pid.promise;
    },
    running: () => running,
    send: (word) => void child.stdin.write(`${word}\n`),
    async release() {
      child.stdin.end();
      await gone;
    },
  };
}

/** Passes lines on, and resolves when the guard says that the program's last line is through, or the pipe has ended. */
function drain(stream: Readable, onLine: (line: string) => void): Promise<void> {
  return new Promise((resolve) => {
    const lines = createInterface(stream);
    lines.on('line', (line) => (line === DRAINED ? resolve() : onLine(line)));
    lines.once('close', resolve);
  });
}

/** PostgreSQL reads many variables (PG*, LC_*, TZ) and needs none of the server's secrets: it gets a fixed, small environment. */
export function programEnvironment(): Record<string, string> {
  const path = [process.env['PATH'], '/usr/local/bin', '/usr/bin', '/bin', '/usr/sbin', '/sbin'];
  return { PATH: path.filter(Boolean).join(delimiter), LC_ALL: 'C', TZ: 'UTC' };
}
