/** The part of `dns-packet` that the name server of the tests uses; the package brings no types. */
declare module 'dns-packet' {
  interface Question {
    readonly name: string;
    readonly type: string;
  }
  interface Answer {
    readonly name: string;
    readonly type: string;
    readonly ttl: number;
    readonly data: string | readonly string[];
  }
  interface Packet {
    readonly id: number;
    readonly type: 'query' | 'response';
    readonly flags: number;
    readonly questions: readonly Question[];
    readonly answers: readonly Answer[];
  }
  const codec: {
    readonly decode: (bytes: Uint8Array) => Packet;
    readonly encode: (packet: Packet) => Uint8Array;
    readonly RECURSION_DESIRED: number;
    readonly RECURSION_AVAILABLE: number;
    readonly TRUNCATED_RESPONSE: number;
  };
  export default codec;
}
