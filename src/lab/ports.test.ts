import { expect, test } from 'vitest';
import { Ports } from './ports.ts';

const nobody = () => ({ status: 204, headers: [], body: '' });

test('a port is had on each address by one, or on all of them', () => {
  const ports = new Ports();
  expect(ports.open(80, nobody, '127.0.0.1')).toBe(true);
  expect(ports.open(80, nobody, '127.0.0.1')).toBe(false);
  expect(ports.open(80, nobody)).toBe(false);
  expect(ports.open(80, nobody, '::1')).toBe(true);
  expect(ports.listening.map(({ address }) => address)).toEqual(['127.0.0.1', '::1']);
  ports.close(80, 'TCP', '127.0.0.1');
  expect(ports.listening.map(({ address }) => address)).toEqual(['::1']);
  ports.close(80, 'TCP', '::1');
  expect(ports.served(80)).toBeUndefined();
  expect(ports.open(80, nobody)).toBe(true);
  expect(ports.open(80, nobody, '::1')).toBe(false);
});
