// The editor that kubectl opens on the laptop. Models kubectl/pkg/cmd/util/editor/editor.go.

import type { Process, Program } from '#machine/program.ts';

/** Portolan does not simulate these: the learner's own editor, on the page, takes their place. */
const SCREEN_EDITORS = /^(vi|vim|nvim|nano|emacs|code)(\s|$)/;

/**
 * Opens `path` in what KUBE_EDITOR or EDITOR names, run by the shell (`sed -i s/80/8080/`), or in the learner's own editor.
 * Resolves with what was saved; undefined when the editor failed.
 */
export async function openEditor(
  process: Process,
  path: string,
  shell: Program,
  own: (path: string) => Promise<string | undefined>,
): Promise<string | undefined> {
  const named = process.env.KUBE_EDITOR || process.env.EDITOR || 'vi';
  if (SCREEN_EDITORS.test(named)) return own(path);
  const code = await shell({ ...process, argv: ['sh', '-c', `${named} "$1"`, 'sh', path] });
  return code === 0 ? process.files.read(path) : undefined;
}
