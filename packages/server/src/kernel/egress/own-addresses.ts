import { networkInterfaces } from 'node:os';

/** Every address of this machine, read when asked: interfaces come and go. */
export const interfaceAddresses = (): readonly string[] =>
  Object.values(networkInterfaces()).flatMap((list) =>
    (list ?? []).map(({ address }) => address.replace(/%.*/, '')),
  );
