import { expect, test } from 'vitest';
import { fakeFiles, runProgram } from '#shell/commands/testing/fake-host.ts';
import { editFileProgram } from './edit-file.ts';

test('vi opens the file in the learner’s editor, and says when nothing was saved', async () => {
  const opened: string[] = [];
  const vi = editFileProgram(async (path) => {
    opened.push(path);
    return path.endsWith('web.yaml') ? 'kind: Service\n' : undefined;
  });
  const files = fakeFiles({ '/root/web.yaml': '' });
  expect((await runProgram(vi, ['vi', '+3', 'web.yaml'], { files })).code).toBe(0);
  expect(opened).toEqual(['/root/web.yaml']);
  const failed = await runProgram(vi, ['nano', 'other'], { files });
  expect([failed.code, failed.stderr]).toEqual([
    1,
    'nano: other was not saved. Where no editor opens, write a file with cat > other, or change it with sed -i\n',
  ]);
  expect((await runProgram(vi, ['vi'], { files })).stderr).toBe('vi: name a file: vi FILE\n');
  expect((await runProgram(vi, ['vi', '/tmp'], { files })).stderr).toBe('vi: /tmp is a directory\n');
});

test('what is saved ends with its last line’s end, as vi and nano write it', async () => {
  const files = fakeFiles({ '/root/a': '' });
  const saving = (text: string) =>
    editFileProgram(async (path) => {
      files.write(path, text);
      return text;
    });
  await runProgram(saving('a: b'), ['nano', 'a'], { files });
  expect(files.read('/root/a')).toBe('a: b\n');
  await runProgram(saving('a: c\n'), ['nano', 'a'], { files });
  expect(files.read('/root/a')).toBe('a: c\n');
  await runProgram(saving(''), ['vi', 'a'], { files });
  expect(files.read('/root/a')).toBe('');
});
