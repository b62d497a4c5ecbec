// Runs a script on a Node that can run TypeScript (24 or newer), whatever Node started this one.
// Usage: node scripts/run.js <script> [arguments]
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const requiredMajor = 24;

/** The path of a Node that runs the sources directly; undefined when there is none. */
export function findNode() {
  if (majorOf(process.versions.node) >= requiredMajor) return process.execPath;
  const names = process.platform === 'win32' ? ['node.exe'] : ['node'];
  const candidates = names.flatMap((name) => [
    join(root, 'node_modules/node/bin', name),
    join(root, 'node_modules/.bin', name),
  ]);
  return candidates.find((path) => existsSync(path) && majorOf(versionOf(path)) >= requiredMajor);
}

function majorOf(version) {
  return Number(version.replace(/^v/, '').split('.')[0]);
}

function versionOf(path) {
  const run = spawnSync(path, ['--version'], { encoding: 'utf8' });
  return run.status === 0 ? run.stdout.trim() : '0';
}

/**
 * Away from a terminal this process becomes the script: nothing to forward, nothing to orphan. At a terminal it stands
 * before it, because Ctrl-C then reaches the whole group and npm repeats it to its own child: the script must see it
 * once.
 */
export function runScript(script, args) {
  const node = findNode();
  if (node === undefined) {
    console.error(
      `wardroom: Node ${process.versions.node} is too old. Run \`npm install\`, which brings Node ${requiredMajor} where ` +
        `it exists for the platform, or install Node ${requiredMajor} or newer from https://nodejs.org.`,
    );
    process.exit(1);
  }
  const separator = process.platform === 'win32' ? ';' : ':';
  const path = [dirname(node), join(root, 'node_modules/.bin'), process.env.PATH].join(separator);
  const nodeArgs = ['--disable-warning=ExperimentalWarning', script, ...args];
  const env = { ...process.env, PATH: path };
  const terminal = Boolean(process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY);
  if (!terminal && typeof process.execve === 'function' && process.platform !== 'win32') {
    process.removeAllListeners('warning');
    process.execve(node, [node, ...nodeArgs], env);
  }
  const child = spawn(node, nodeArgs, { stdio: 'inherit', env });
  passSignals(child, terminal);
  child.on('error', (error) => {
    console.error(`wardroom: ${node} could not be started: ${error.message}`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => process.exit(signal ? 128 + constants.signals[signal] : code));
}

/** SIGINT and SIGHUP of a terminal have reached the child already; every other signal was meant for it alone. */
function passSignals(child, terminal) {
  for (const signal of ['SIGINT', 'SIGHUP']) {
    process.on(signal, () => {
      if (!terminal) child.kill(signal);
    });
  }
  process.on('SIGTERM', () => child.kill('SIGTERM'));
}

function main() {
  const [script, ...args] = process.argv.slice(2);
  if (script === undefined) {
    console.error('usage: node scripts/run.js <script> [arguments]');
    process.exit(2);
  }
  runScript(resolve(script), args);
}

if (process.argv[1] && import.meta.url === pathToFileURL(resolve(process.argv[1])).href) main();
