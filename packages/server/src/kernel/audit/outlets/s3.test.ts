import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeKey, signS3 } from './s3.ts';

// AWS, "Signature Calculations for the Authorization Header: Transferring Payload in a Single Chunk", examples.
const signer = {
  region: 'us-east-1',
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  at: Date.parse('2013-05-24T00:00:00Z'),
};
const signatureIn = (headers: Readonly<Record<string, string>>) =>
  /Signature=(\w+)$/.exec(headers['authorization'] ?? '')?.[1];

test('a request of the vendor’s example has the signature that the vendor prints: PUT of an object', () => {
  const headers = signS3(
    {
      method: 'PUT',
      url: new URL(`https://examplebucket.s3.amazonaws.com/${encodeKey('test$file.text')}`),
      headers: { date: 'Fri, 24 May 2013 00:00:00 GMT', 'x-amz-storage-class': 'REDUCED_REDUNDANCY' },
      body: Buffer.from('Welcome to Amazon S3.'),
    },
    signer,
  );
  assert.equal(signatureIn(headers), '98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd');
});

test('a request of the vendor’s example has the signature that the vendor prints: GET with a query', () => {
  const headers = signS3(
    {
      method: 'GET',
      url: new URL('https://examplebucket.s3.amazonaws.com/?max-keys=2&prefix=J'),
      headers: {},
      body: Buffer.alloc(0),
    },
    signer,
  );
  assert.equal(signatureIn(headers), '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7');
});

test('a key is written so that it is one path', () => {
  assert.equal(encodeKey('audit/a b/ü*(1).jsonl'), 'audit/a%20b/%C3%BC%2A%281%29.jsonl');
});
