import { after, before, test } from 'node:test';
import { races } from '../../testing/oauth/races.ts';
import { type Served, serveOAuth } from '../../testing/oauth/served.ts';

let served: Served;
before(async () => {
  served = await serveOAuth({ maxConnections: 10 });
});
after(() => served.close());

for (const [guarantee, race] of Object.entries(races))
  test(`eight at once, five rounds: ${guarantee}`, () => race(served, 5));
