import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { exportLessons } from './export.ts';

let said = '';
beforeEach(() => {
  said = '';
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    said += String(text);
    return true;
  });
});
afterEach(() => void vi.restoreAllMocks());

test.each([
  [['clusterip'], 'give one of --scorm1.2, --scorm2004 and --cmi5'],
  [['clusterip', '--cmi5', '--scorm2004'], 'give one of --scorm1.2, --scorm2004 and --cmi5'],
  [['nowhere', '--cmi5'], 'there is no lesson "nowhere"; there are why-a-service, '],
  [
    ['clusterip', '--cmi5', '--site', '/nowhere'],
    '/nowhere/en/lessons/clusterip/index.html is not there; build the site first',
  ],
  [['--cmi5', '--xapi-endpoint', 'https://a.org/'], 'with --cmi5 the platform names its store'],
  [['--scorm2004', '--xapi-endpoint', 'https://a.org/'], '--xapi-endpoint and --xapi-auth go together'],
  [['--scorm2004', '--xapi-auth', 'x', '--xapi-endpoint', 'a.org'], '--xapi-endpoint is "a.org"; give an absolute'],
  [['--language', 'de'], '--language is "de"; give en or zh'],
])('export %j', async (args, error) => {
  expect(await exportLessons(args)).toBe(2);
  expect(said).toMatch(/^portolan lesson export: .*\n$/);
  expect(said).toContain(error);
});
