/** Bytes over TLS to whoever does not answer. That the other end took them is seen only by how it closes. */
import type { TLSSocket } from 'node:tls';
import { codeOf, Refusal } from './refusal.ts';

/**
 * Sends everything, says that nothing follows, and waits until the other end has closed in good order. A reset, an alert
 * (a certificate of ours that it refuses comes as one after the handshake, RFC 8446 section 4.4.2.4) or silence is a
 * failure: whoever gives the same bytes again may double them, and loses none.
 */
export function sendAll(socket: TLSSocket, bytes: Buffer, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    let isOver = false;
    const finish = (error: Refusal | null) => {
      if (isOver) return;
      isOver = true;
      signal.removeEventListener('abort', onAbort);
      socket.destroy();
      if (error === null) resolve();
      else reject(error);
    };
    const onAbort = () => {
      finish(signal.reason instanceof Refusal ? signal.reason : new Refusal('aborted'));
    };
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) return onAbort();
    socket.on('error', (error) => finish(new Refusal('response_malformed', codeOf(error))));
    socket.once('close', () => finish(new Refusal('response_malformed')));
    let isSent = false;
    // Closed before it had everything: what it has of it, nobody knows.
    socket.once('end', () => finish(isSent ? null : new Refusal('response_malformed')));
    // What it says is nobody's business; unread, its end would never be seen.
    socket.resume();
    socket.end(bytes, () => {
      isSent = true;
    });
  });
}
