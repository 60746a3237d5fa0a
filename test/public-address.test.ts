import { expect, test } from 'vitest';
import { isPublicAddress, isPublicHost } from '../src/public-address.ts';

test.each([
  '127.0.0.1',
  '127.255.255.254',
  '10.0.0.1',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '169.254.169.254',
  '100.64.0.1',
  '0.0.0.0',
  '0.1.2.3',
  '224.0.0.1',
  '255.255.255.255',
  '240.0.0.1',
  '192.0.2.1',
  '198.18.0.1',
  '::1',
  '::',
  '::ffff:10.0.0.1',
  '::ffff:127.0.0.1',
  '::ffff:a9fe:a9fe',
  '::127.0.0.1',
  '64:ff9b::10.0.0.1',
  '2002:a00:1::',
  '2001::1',
  'fe80::1',
  'fe80::1%eth0',
  'fc00::1',
  'fd12:3456::1',
  'fec0::1',
  'ff02::1',
  '2001:db8::1',
  '100::1',
  '5f00::1',
  'no address',
  '',
])('%s is no public address', (address) => {
  expect(isPublicAddress(address)).toBe(false);
});

test.each([
  '93.184.216.34',
  '1.1.1.1',
  '172.32.0.1',
  '::ffff:93.184.216.34',
  '2606:4700::1111',
  '2a00:1450::1',
])('%s is one', (address) => {
  expect(isPublicAddress(address)).toBe(true);
});

test.each([
  ['http://127.1/', false],
  ['http://2130706433/', false],
  ['http://0x7f.0.0.1/', false],
  ['http://017700000001/', false],
  ['http://[::ffff:10.0.0.1]/', false],
  ['http://[::1]/', false],
  ['http://93.184.216.34/', true],
  ['http://hooks.example/', true],
])('%s is read as a browser would read it', (url, isPublic) => {
  expect(isPublicHost(new URL(url).hostname)).toBe(isPublic);
});
