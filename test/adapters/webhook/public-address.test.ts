import { isPublicAddress } from '../../../adapters/webhook/public-address.ts';
import { receiverOf } from '../../../adapters/webhook/receiver-of.ts';

test.each([
  ...['93.184.215.14', '8.8.8.8', '172.15.255.255', '172.32.0.0', '100.63.255.255', '192.167.0.1', '223.255.255.255'],
  ...['2606:2800:21f:cb07:6820:80da:af6b:8b2c', '2a00:1450::1', '2001:4860:4860::8888'],
])('%s is of the internet', (address) => {
  expect(isPublicAddress(address)).toBe(true);
});

test.each([
  ...['0.0.0.0', '10.0.0.1', '100.64.0.1', '127.0.0.1', '127.255.0.9', '169.254.169.254', '172.16.0.1', '172.31.255.255'],
  ...['192.0.0.1', '192.168.1.1', '198.18.0.1', '203.0.113.9', '224.0.0.1', '240.0.0.1', '255.255.255.255', '168.63.129.16'],
  ...['::', '::1', 'fc00::1', 'fd12:3456::1', 'fe80::1', 'fe80::1%eth0', 'ff02::1', '2001:db8::1', '2002:7f00:1::', '2001::1'],
  ...['::ffff:10.0.0.1', '::ffff:127.0.0.1', '::ffff:a00:1', '64:ff9b::10.0.0.1', '::127.0.0.1'],
  ...['localhost', '', '10.0.0'],
])('%s is not', (address) => {
  expect(isPublicAddress(address)).toBe(false);
});

test.each([
  ...['https://127.0.0.1/x', 'https://0x7f.1/', 'https://2130706433/', 'https://[::1]:8443/', 'https://[::ffff:10.0.0.1]/'],
  ...['https://localhost/', 'https://api.localhost./', 'https://LOCALHOST:9/', 'https://169.254.169.254/latest/meta-data'],
])('%s leads to a private address, as its text tells', (url) => {
  expect(receiverOf(url).isPrivate).toBe(true);
});

test.each(['https://hooks.example.com/', 'https://93.184.215.14/', 'https://localhost.example.com/'])('%s does not', (url) => {
  expect(receiverOf(url)).toMatchObject({ isPrivate: false, isEncrypted: true });
});
