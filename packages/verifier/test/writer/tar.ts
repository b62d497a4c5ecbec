/** A ustar archive as tests need it. */
export interface NamedFile {
  readonly name: string;
  readonly bytes: Buffer;
}

export const tarEnd = Buffer.alloc(1_024);

export function tarHeader(name: string, bytes: number, type = '0'): Buffer {
  const header = Buffer.alloc(512);
  header.write(name, 0, 100, 'latin1');
  header.write('0000644\u00000000000\u00000000000\u0000', 100, 'latin1');
  header.write(`${bytes.toString(8).padStart(11, '0')}\u0000`, 124, 'latin1');
  header.write('00000000000\u0000', 136, 'latin1');
  header.write('        ', 148, 'latin1');
  header.write(type, 156, 'latin1');
  header.write('ustar\u000000', 257, 'latin1');
  return withChecksum(header);
}

export function withChecksum(header: Buffer): Buffer {
  header.write('        ', 148, 'latin1');
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\u0000 `, 148, 'latin1');
  return header;
}

export const tarFile = ({ name, bytes }: NamedFile): Buffer =>
  Buffer.concat([tarHeader(name, bytes.length), bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)]);

export const tarOf = (files: Iterable<NamedFile>): Buffer =>
  Buffer.concat([...[...files].map(tarFile), tarEnd]);
