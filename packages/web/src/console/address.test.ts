import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Address, readAddress, withFilter, writeAddress } from './address.ts';

test('an address survives the URL, whatever is in it', () => {
  const addresses: readonly Address[] = [
    { screen: 'people', subject: null, filters: {} },
    { screen: 'people', subject: 'prn_01', filters: { role: 'guest', q: 'a&b=c d/ü' } },
    { screen: 'audit', subject: 'a/b?c', filters: {} },
    { screen: '', subject: null, filters: {} },
  ];
  for (const address of addresses) {
    const url = new URL(writeAddress(address), 'http://acme.localhost');
    assert.deepEqual(readAddress(url.pathname, url.search), address);
  }
});

test('a broken escape is read as it stands', () => {
  assert.equal(readAddress('/console/people/%E0%A4%A', '').subject, '%E0%A4%A');
});

test('a filter is set, replaced and taken away, the others stay', () => {
  const address: Address = { screen: 'audit', subject: null, filters: { type: 'session.created' } };
  const both = withFilter(address, 'outcome', 'blocked');
  assert.deepEqual(both.filters, { type: 'session.created', outcome: 'blocked' });
  assert.deepEqual(withFilter(both, 'type', '').filters, { outcome: 'blocked' });
});
