// The editor that kubectl opens on the laptop. Models kubectl/pkg/cmd/util/editor/editor.go.

import type { Process, Program } from '#machine/program.ts';

/** How the shell ends where there is no such program. */
const NOT_FOUND = 127;
/** Portolan does not simulate editors of a terminal: the learner's own editor, on the page, takes their place. */
const SCREEN_EDITORS = /^(vi|vim|nvim|nano|emacs|code)(\s|$)/;

/**
 * Opens `path` in what KUBE_EDITOR or EDITOR names, run by the shell (`sed -i s/80/8080/`), or in the learner's own editor.
 * Resolves with what was saved; false when the editor failed, undefined when there is none.
 */
export async function openEditor(
  process: Process,
  path: string,
  shell: Program,
  own: (path: string) => Promise<string | undefined>,
): Promise<string | false | undefined> {
  const named = process.env.KUBE_EDITOR || process.env.EDITOR || 'vi';
  if (SCREEN_EDITORS.test(named)) return own(path);
  // Only what is quoted takes a shell.
  const [name = '', ...args] = named.split(' ').filter((word) => word !== '');
  const plain = /["'\\]/.test(named) ? undefined : (process.host.programs.get(name) ?? null);
  if (plain === null) return undefined;
  const code = await (plain
    ? plain({ ...process, argv: [name, ...args, path] })
    : shell({ ...process, argv: ['sh', '-c', `${named} "$1"`, 'sh', path] }));
  return code === 0 ? process.files.read(path) : code === NOT_FOUND ? undefined : false;
}
