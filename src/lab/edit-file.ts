// vi, vim and nano on the laptop: the learner's own editor takes their place. And helm, which is not there.

import { join } from '#machine/path.ts';
import type { Program } from '#machine/program.ts';

/** `edit` opens a path, and resolves with what was saved there; undefined when nothing was. */
export function editFileProgram(edit: (path: string) => Promise<string | undefined>): Program {
  return async ({ argv, cwd, files, stderr }) => {
    const [name = 'vi', ...args] = argv;
    const wanted = args.filter((arg) => !/^[-+]/.test(arg));
    if (wanted.length === 0) {
      stderr.write(`${name}: name a file: ${name} FILE\n`);
      return 1;
    }
    for (const each of wanted) {
      const path = join(cwd, each);
      if (files.stat(path)?.type === 'directory') {
        stderr.write(`${name}: ${each} is a directory\n`);
        return 1;
      }
      const saved = await edit(path);
      // vi and nano end the last line of what they write.
      if (saved !== undefined && /[^\n]$/.test(saved)) files.write(path, `${saved}\n`);
      if (saved === undefined) {
        stderr.write(
          `${name}: ${each} was not saved. Where no editor opens, write a file with cat > ${each}, or change it with sed -i\n`,
        );
        return 1;
      }
    }
    return 0;
  };
}

export const noHelm: Program = async ({ stderr }) => {
  stderr.write(
    'helm: Portolan does not simulate Helm. Manifests are applied as they are: kubectl apply -f FILE, or -k FOLDER\n',
  );
  return 127;
};
