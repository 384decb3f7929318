// Saves a text to where the terminal sees it. As long as that is on its way it is among the drafts: neither the page's going nor an engine's
// death loses it.

import type { EditorActions } from '../editor.ts';

export type PutActions = Pick<EditorActions, 'drafts' | 'engine' | 'written'>;

/** Returns why it cannot be. */
export async function putFile(
  { drafts, engine, written }: PutActions,
  path: string,
  text: string,
): Promise<string | undefined> {
  drafts.save(path, text);
  let error: string | undefined;
  try {
    error = await engine().writeFile(path, text);
  } catch {
    // The engine is no more: it comes into the next one.
    return undefined;
  }
  if (error !== undefined) drafts.refused(path, text);
  else {
    drafts.written(path);
    written(path, text);
  }
  return error;
}
