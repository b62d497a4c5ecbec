/** From bytes of a stranger to a frame of the protocol, or nothing. Depth is measured before anything is parsed. */
import { type ClientFrame, clientFrame } from '@wardroom/contract';

const maxDepth = 18;
const quote = 0x22;
const backslash = 0x5c;

export function parseFrame(bytes: Buffer): ClientFrame | null {
  if (nestsDeeperThan(bytes, maxDepth)) return null;
  try {
    const result = clientFrame.safeParse(JSON.parse(bytes.toString('utf8')));
    return result.success ? result.data : null;
  } catch {
    return null;
  }
}

/** Looks at brackets outside of strings only; whether the rest is JSON is for the parser to say. */
function nestsDeeperThan(bytes: Buffer, limit: number): boolean {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index];
    if (inString) {
      if (byte === backslash) index += 1;
      else if (byte === quote) inString = false;
    } else if (byte === quote) inString = true;
    else if (byte === 0x7b || byte === 0x5b) {
      depth += 1;
      if (depth > limit) return true;
    } else if (byte === 0x7d || byte === 0x5d) depth -= 1;
  }
  return false;
}
