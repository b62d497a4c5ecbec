/** Tells whoever started this process that it is ready: over IPC, or as one JSON line on the file descriptor it named. */
import { closeSync, writeSync } from 'node:fs';

export interface Ready {
  readonly ready: true;
  /** Origin of the platform host. */
  readonly address: string;
  /** Once, on the first run; null when the deployment is set up. */
  readonly setupLink: string | null;
}

/** `--ready-fd 3` or WARDROOM_READY_FD=3. Undefined when nobody asked. */
export function readyDescriptor(
  words: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): number | undefined {
  const at = words.indexOf('--ready-fd');
  const text = at >= 0 ? words[at + 1] : environment['WARDROOM_READY_FD'];
  return text !== undefined && /^\d{1,3}$/.test(text) && Number(text) > 2 ? Number(text) : undefined;
}

export function sendReady(
  message: Ready,
  descriptor: number | undefined,
  send: ((message: Ready) => void) | undefined,
): void {
  send?.(message);
  if (descriptor === undefined) return;
  writeSync(descriptor, `${JSON.stringify(message)}\n`);
  closeSync(descriptor);
}
