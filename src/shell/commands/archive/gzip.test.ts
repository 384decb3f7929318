import { expect, test } from 'vitest';
import { run } from '../../../../test/shell/run.ts';

test.each([
  ['echo hello > q; gzip q; ls q*; gunzip q.gz; cat q', 'q.gz\nhello\n'],
  ['printf hi | gzip -c | zcat', 'hi'],
  ['gzip -k fruit.txt; ls fruit*; zcat fruit.txt.gz | head -n 1', 'fruit.txt\nfruit.txt.gz\npear 3\n'],
  [
    'tar -czf a.tgz fruit.txt svc.txt; tar -tf a.tgz; tar -xzOf a.tgz fruit.txt | head -n 1',
    'fruit.txt\nsvc.txt\npear 3\n',
  ],
  ['tar -czf - fruit.txt | tar -tzf -', 'fruit.txt\n'],
])('%s', async (script, stdout) => {
  const ran = await run(script);
  expect(ran.stdout).toBe(stdout);
  expect(ran.stderr).toBe('');
});

test.each([
  ['gzip nope', 1, 'gzip: nope: No such file or directory\n'],
  ['echo a | gunzip', 1, 'gzip: stdin: not in gzip format\n'],
  ['gunzip fruit.txt', 2, 'gzip: fruit.txt: unknown suffix -- ignored\n'],
])('%s', async (script, code, stderr) => {
  expect(await run(script)).toEqual({ code, stderr, stdout: '' });
});
