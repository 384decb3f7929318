import { expect, test } from 'vitest';
import { uuidOf } from './uuid.ts';

test('an id follows from its names, and is of version 5', () => {
  const one = uuidOf(['https://lms.example.org', 'ada', 'passed', 'urn:portolan:a#b']);
  expect(one).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(uuidOf(['https://lms.example.org', 'ada', 'passed', 'urn:portolan:a#b'])).toBe(one);
  // Where one name ends and the next begins is part of it.
  expect(uuidOf(['a', 'bc'])).not.toBe(uuidOf(['ab', 'c']));
});
