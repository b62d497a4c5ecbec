/** Letting devices in: by a code that nobody can try out, once, and never for more than was asked. */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import type { AccessRequest } from '@wardroom/contract';
import { addClient, addDevice, recordsOf } from '../../testing/access-requests.ts';
import { arrangeGrants } from '../../testing/grants.ts';

const dayMs = 86_400_000;

const { h, client, from, clock, pass, grantsOf, close } = await arrangeGrants();
after(close);

describe('devices', () => {
  const device = (more = {}) => addDevice(h, h.acme, { clientId: client.id, ...more });
  const found = async (deviceCode: string) =>
    (await recordsOf(h).find(h.acme.tenant.id, 'DeviceCode', deviceCode))?.payload ?? {};

  it('approving tells the device who let it in, and for what (RFC 8628, 3.3)', async () => {
    const { userCode, deviceCode } = await device();
    const { output } = await from('member2', 'devices.show', { userCode });
    const request = output['request'] as AccessRequest;
    assert.deepEqual(
      [request.clientName, request.redirectHost, request.isLasting, request.scopes],
      ['acme app', null, true, ['messages:read']],
    );
    const typed = userCode.toLowerCase().replace('-', ' ');
    assert.equal((await from('member2', 'devices.approve', { userCode: typed })).code, 'ok');
    const [grant] = await grantsOf('member2');
    assert.ok(grant?.isDevice && Math.abs(grant.expiresAt - clock.now() - 30 * dayMs) < 10_000);
    const { accountId, grantId, scope, resource, authTime } = await found(deviceCode);
    assert.deepEqual(
      [accountId, grantId, scope, resource],
      [h.acme.principals.member2.id, grant.id, 'offline_access messages:read', 'http://acme.localhost'],
    );
    assert.ok(typeof authTime === 'number' && Math.abs(authTime - clock.now() / 1000) < 10);
    for (const what of ['show', 'approve', 'deny'] as const)
      assert.equal((await from('member2', `devices.${what}`, { userCode })).code, 'not_found', what);
  });

  it('a refusal tells the device (RFC 8628, 3.5)', async () => {
    const { userCode, deviceCode } = await device();
    assert.equal((await from('developer', 'devices.deny', { userCode })).code, 'ok');
    const { error, accountId } = await found(deviceCode);
    assert.deepEqual([error, accountId], ['access_denied', undefined]);
    assert.equal((await from('developer', 'devices.approve', { userCode })).code, 'not_found');
  });

  it('of those who approve and refuse at once, one wins', async () => {
    const { userCode } = await device();
    const codes = await Promise.all(
      (['approve', 'deny', 'approve', 'deny'] as const).map(
        async (what) => (await from('admin', `devices.${what}`, { userCode })).code,
      ),
    );
    assert.deepEqual(codes.filter((code) => code === 'ok').length, 1, codes.join());
  });

  it('a code of another tenant, or one that has expired, is not there', async () => {
    const foreign = await addDevice(h, h.globex, { clientId: (await addClient(h, h.globex)).id });
    assert.equal((await from('owner', 'devices.show', { userCode: foreign.userCode })).code, 'not_found');
    const { userCode } = await device({ lifeMs: 60_000 });
    pass(61_000);
    assert.equal((await from('owner', 'devices.approve', { userCode })).code, 'not_found');
  });

  it('ten wrong codes within ten minutes are the last ones, whatever is asked (RFC 8628, 5.1)', async () => {
    const { userCode } = await device({ lifeMs: dayMs });
    for (let tried = 0; tried < 10; tried += 1) {
      const what = (['show', 'approve', 'deny'] as const)[tried % 3] ?? 'show';
      assert.equal((await from('guest', `devices.${what}`, { userCode: 'WRNG-CDWR' })).code, 'not_found');
    }
    for (const what of ['show', 'approve', 'deny'] as const)
      assert.equal((await from('guest', `devices.${what}`, { userCode })).code, 'rate_limited');
    assert.equal((await from('member', 'devices.show', { userCode })).code, 'ok', 'only whoever tried');
    pass(600_001);
    assert.equal((await from('guest', 'devices.approve', { userCode })).code, 'ok');
  });
});
