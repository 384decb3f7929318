import { expect, test } from 'vitest';
import { nameFault, registeredDomain } from './identifiers.ts';

test.each([
  ['shop.example.com', undefined],
  ['*.example.com', undefined],
  ['shop.test', 'Domain name does not end with a valid public suffix (TLD)'],
  ['web.default.svc.cluster.local', 'Domain name does not end with a valid public suffix (TLD)'],
  ['localhost', 'Domain name needs at least one dot'],
  ['203.0.113.7', 'Domain name is an IP address'],
  ['a_b.example.com', 'Domain name contains an invalid character'],
  ['a..example.com', 'Domain name can not have two dots in a row'],
  ['-a.example.com', 'Domain name contains a label starting with a hyphen'],
  [
    'a.*.example.com',
    'Domain name contains an invalid wildcard. A wildcard is only permitted before the first dot in a domain name',
  ],
  ['co.uk', 'Domain name is a valid public suffix (TLD)'],
])('%s: %s', (name, fault) => {
  expect(nameFault(name)).toBe(fault);
});

test.each([
  ['a.b.example.com', 'example.com'],
  ['*.example.com', 'example.com'],
  ['shop.example.co.uk', 'example.co.uk'],
])('%s belongs to %s', (name, domain) => {
  expect(registeredDomain(name)).toBe(domain);
});
