// Two texts beside each other, in Monaco. It is made once: Monaco's widgets, the list of completions too, take what they are drawn with from
// the editor that was made last, and find nothing any more once that is disposed.

import * as monaco from 'monaco-editor/esm/vs/editor/editor.api.js';
import type { WouldApply } from '../../worker/protocol.ts';
import type { SideNames } from '../monaco.ts';

/** Shows in `place` what would change. Returns what ends that. */
type Comparison = (place: HTMLElement, would: WouldApply, names: SideNames) => () => void;

export function createComparison(look: monaco.editor.IStandaloneDiffEditorConstructionOptions): Comparison {
  const room = document.createElement('div');
  const shown = monaco.editor.createDiffEditor(room, {
    ...look,
    readOnly: true,
    lineDecorationsWidth: 18,
    renderSideBySideInlineBreakpoint: 640,
    hideUnchangedRegions: { enabled: true },
    renderOverviewRuler: false,
  });
  let named: SideNames = { live: '', merged: '' };
  const name = (): void => {
    shown.getOriginalEditor().updateOptions({ ariaLabel: named.live });
    shown.getModifiedEditor().updateOptions({ ariaLabel: named.merged });
  };
  // Whenever its own size or options change, it takes the names away.
  for (const side of [shown.getOriginalEditor(), shown.getModifiedEditor()]) side.onDidChangeConfiguration(name);
  return (place, { live, merged }, names) => {
    named = names;
    place.replaceChildren(room);
    const [original, modified] = [live, merged].map((text) => monaco.editor.createModel(text, 'yaml'));
    shown.setModel({ original: original!, modified: modified! });
    name();
    shown.getModifiedEditor().focus();
    return () => {
      shown.setModel(null);
      original!.dispose();
      modified!.dispose();
      room.remove();
    };
  };
}
