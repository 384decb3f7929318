import { expect, test } from 'vitest';
import { strftime } from './strftime.ts';

// By GNU date 9.1: `date -u -d @1700000003.040 +FORMAT`.
test.each([
  ['%s%3N', '1700000003040'],
  ['%6N', '040000'],
  ['%N', '040000000'],
  ['%-N', '040000000'],
  ['%-3N', '04'],
  ['%_3N|', '04 |'],
  ['%1N', '0'],
  ['%12N', '040000000000'],
  ['%10d', '0000000014'],
  ['%_5d', '   14'],
  ['%05e', '00014'],
  ['%^a %#a %#B', 'TUE TUE NOVEMBER'],
  ['%#Z %#p %p', 'utc pm PM'],
  ['%^10a', '       TUE'],
  ['%Od %EY', '14 2023'],
  ['%z %:z %::z %:::z', '+0000 +00:00 +00:00:00 +00'],
  ['%q %j %V %G', '4 318 46 2023'],
  ['%Q', '%Q'],
])('%s: %s', (format, text) => {
  expect(strftime(format, 1_700_000_003_040)).toBe(text);
});
