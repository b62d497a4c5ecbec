/** A ustar archive (POSIX.1-1988) of plain files with short names: what an export of the audit log consists of. */

export const blockBytes = 512;
/** Two empty blocks. */
export const tarEndBytes = 2 * blockBytes;
const mostBytes = 8 ** 11 - 1;
const mostNameBytes = 100;

/** Bytes that fill a file of this size up to a whole block. */
export const paddingOf = (size: number): number => (blockBytes - (size % blockBytes)) % blockBytes;

/** Everything but name and size is the same in every header, so that the same export is the same bytes. */
export function tarHeader(name: string, size: number): Uint8Array {
  if (!/^[A-Za-z0-9_./-]+$/.test(name) || name.length > mostNameBytes)
    throw new RangeError(`${name} is no name of a file in an export`);
  if (!Number.isSafeInteger(size) || size < 0 || size > mostBytes)
    throw new RangeError(`${size} bytes do not fit into a ustar archive`);
  const header = new Uint8Array(blockBytes);
  const put = (at: number, text: string) => header.set(new TextEncoder().encode(text), at);
  put(0, name);
  put(100, '0000644\0');
  put(108, '0000000\0');
  put(116, '0000000\0');
  put(124, `${octal(size, 11)}\0`);
  put(136, `${octal(0, 11)}\0`);
  put(148, ' '.repeat(8));
  put(156, '0');
  put(257, 'ustar\x0000');
  const sum = header.reduce((total, byte) => total + byte, 0);
  put(148, `${octal(sum, 6)}\0 `);
  return header;
}

const octal = (value: number, digits: number): string => value.toString(8).padStart(digits, '0');
