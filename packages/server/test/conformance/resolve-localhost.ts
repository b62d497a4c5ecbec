/** Names below `localhost` are this machine (RFC 6761, 6.3). Not every resolver knows, and the client is not to be changed. */
import dns from 'node:dns';

type Done = (error: null, address: unknown, family?: number) => void;

const { lookup } = dns;
dns.lookup = ((name: string, options: { all?: boolean } | Done, done?: Done) => {
  const answer = done ?? (options as Done);
  if (!name.endsWith('.localhost')) return lookup(name, options as never, done as never);
  const all = typeof options === 'object' && options.all;
  process.nextTick(() =>
    all ? answer(null, [{ address: '127.0.0.1', family: 4 }]) : answer(null, '127.0.0.1', 4),
  );
}) as typeof dns.lookup;
