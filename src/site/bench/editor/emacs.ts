// Emacs's usual keys, on Monaco's own actions. Fetched when they are chosen. (monaco-emacs takes all of
// Monaco along.)

import type { IPosition, IRange, ISelection, editor as Monaco } from 'monaco-editor/esm/vs/editor/editor.api.js';
import type { Scheme } from './scheme.ts';

type Editor = Monaco.IStandaloneCodeEditor;
type Key = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

/** As Emacs writes a key: `C-x`, `M-<`. Undefined: a key that is only held. */
export function emacsKey({ key, code, ctrlKey, altKey, shiftKey }: Key): string | undefined {
  if (['Control', 'Alt', 'Shift', 'Meta', 'CapsLock', 'Dead', 'Process'].includes(key)) return undefined;
  const plain = (altKey && withoutAlt(key, code, shiftKey)) || key;
  const name =
    { ' ': 'SPC', Backspace: 'DEL', Escape: 'ESC' }[plain] ?? (plain.length === 1 ? plain.toLowerCase() : plain);
  const isSign = plain.length === 1 && plain.toLowerCase() === plain.toUpperCase();
  return `${ctrlKey ? 'C-' : ''}${altKey ? 'M-' : ''}${shiftKey && !isSign && name.length > 1 ? 'S-' : ''}${name}`;
}

const SIGNS: Readonly<Record<string, readonly [string, string]>> = {
  Comma: [',', '<'],
  Period: ['.', '>'],
  Semicolon: [';', ':'],
  Slash: ['/', '?'],
};

/** With Alt a Mac writes another letter, and another sign. Where it is a sign of ASCII, it is what stands on that keyboard's key. */
function withoutAlt(key: string, code: string, shiftKey: boolean): string | undefined {
  if (/^Key[A-Z]$/.test(code)) return code.slice(3);
  return /^[ -~]/.test(key) ? undefined : SIGNS[code]?.[shiftKey ? 1 : 0];
}

/** Movements, which select while the mark is set: Monaco's command, and that which selects. */
const MOVES: Readonly<Record<string, readonly [string, string]>> = {
  'C-f': ['cursorRight', 'cursorRightSelect'],
  'C-b': ['cursorLeft', 'cursorLeftSelect'],
  'C-n': ['cursorDown', 'cursorDownSelect'],
  'C-p': ['cursorUp', 'cursorUpSelect'],
  'C-a': ['cursorLineStart', 'cursorLineStartSelect'],
  'C-e': ['cursorLineEnd', 'cursorLineEndSelect'],
  'M-f': ['cursorWordEndRight', 'cursorWordEndRightSelect'],
  'M-b': ['cursorWordLeft', 'cursorWordLeftSelect'],
  'M-m': ['cursorHome', 'cursorHomeSelect'],
  'C-v': ['cursorPageDown', 'cursorPageDownSelect'],
  'M-v': ['cursorPageUp', 'cursorPageUpSelect'],
  'M-<': ['cursorTop', 'cursorTopSelect'],
  'M->': ['cursorBottom', 'cursorBottomSelect'],
  ArrowRight: ['cursorRight', 'cursorRightSelect'],
  ArrowLeft: ['cursorLeft', 'cursorLeftSelect'],
  ArrowDown: ['cursorDown', 'cursorDownSelect'],
  ArrowUp: ['cursorUp', 'cursorUpSelect'],
};

const COMMANDS: Readonly<Record<string, string>> = {
  'C-d': 'deleteRight',
  'C-h': 'deleteLeft',
  'C-o': 'lineBreakInsert',
  'C-/': 'undo',
  'C-_': 'undo',
  'C-x u': 'undo',
  'C-x h': 'editor.action.selectAll',
  'C-s': 'actions.find',
  'C-r': 'actions.find',
  'M-;': 'editor.action.commentLine',
  'M-/': 'editor.action.triggerSuggest',
  'M-g n': 'editor.action.marker.next',
  'M-g p': 'editor.action.marker.prev',
};

const PREFIXES: readonly string[] = ['C-x', 'M-g'];

/** The text that was killed last, and whether the next kill adds to it. */
class Killed {
  text = '';
  #goesOn = false;

  put(text: string, isBackwards = false): void {
    const before = this.#goesOn ? this.text : '';
    this.text = isBackwards ? text + before : before + text;
    this.#goesOn = true;
  }

  /** Another command was run. */
  end(): void {
    this.#goesOn = false;
  }
}

const rangeOf = (from: IPosition, to: IPosition): IRange => ({
  startLineNumber: from.lineNumber,
  startColumn: from.column,
  endLineNumber: to.lineNumber,
  endColumn: to.column,
});

/** The cursor stands at `to`. */
const between = (from: IPosition, to: IPosition): ISelection => ({
  selectionStartLineNumber: from.lineNumber,
  selectionStartColumn: from.column,
  positionLineNumber: to.lineNumber,
  positionColumn: to.column,
});

export function emacsScheme(editor: Editor): Scheme {
  let prefix = '';
  let isMarked = false;
  const killed = new Killed();
  const run = (command: string): void => editor.trigger('emacs', command, undefined);
  const textIn = (range: IRange): string => editor.getModel()?.getValueInRange(range) ?? '';
  const put = (range: IRange, text: string): void => {
    editor.pushUndoStop();
    editor.executeEdits('emacs', [{ range, text, forceMoveMarkers: true }]);
    editor.pushUndoStop();
  };
  const unmark = (): void => {
    isMarked = false;
    const at = editor.getPosition();
    if (at) editor.setSelection(between(at, at));
  };
  /** From the cursor to where a movement leads. */
  const kill = (move: string, isBackwards: boolean): void => {
    run(move);
    const range = editor.getSelection();
    if (!range) return;
    killed.put(textIn(range), isBackwards);
    put(range, '');
  };
  const own: Readonly<Record<string, () => void>> = {
    'C-SPC': () => {
      unmark();
      isMarked = true;
    },
    'C-g': unmark,
    'C-x C-x': () => {
      const selected = editor.getSelection();
      if (selected) editor.setSelection(between(selected.getPosition(), selected.getSelectionStart()));
      isMarked = true;
    },
    'C-k': () => {
      const [at, model] = [editor.getPosition(), editor.getModel()];
      if (!at || !model) return;
      const end = model.getLineMaxColumn(at.lineNumber);
      // At the end of a line, the line break.
      const to =
        at.column === end ? { lineNumber: at.lineNumber + 1, column: 1 } : { lineNumber: at.lineNumber, column: end };
      const range = model.validateRange(rangeOf(at, to));
      killed.put(textIn(range));
      put(range, '');
    },
    'M-d': () => kill('cursorWordEndRightSelect', false),
    'M-DEL': () => kill('cursorWordLeftSelect', true),
    'C-w': () => {
      const range = editor.getSelection();
      if (!range || range.isEmpty()) return;
      killed.put(textIn(range));
      put(range, '');
      isMarked = false;
    },
    'M-w': () => {
      const range = editor.getSelection();
      if (range) killed.put(textIn(range));
      killed.end();
      unmark();
    },
    'C-y': () => {
      const range = editor.getSelection();
      if (range) put(range, killed.text);
      unmark();
    },
    'C-l': () => editor.revealLineInCenter(editor.getPosition()?.lineNumber ?? 1),
  };
  const KILLS = new Set(['C-k', 'M-d', 'M-DEL', 'C-w']);

  const listening = editor.onKeyDown((event) => {
    const key = emacsKey(event.browserEvent);
    // What has been taken already: Ctrl-S's place is behind Ctrl-X.
    if (key === undefined || event.browserEvent.defaultPrevented) return;
    const whole = prefix === '' ? key : `${prefix} ${key}`;
    const move = MOVES[whole];
    const act = move
      ? () => run(move[isMarked ? 1 : 0])
      : (own[whole] ?? (COMMANDS[whole] && (() => run(COMMANDS[whole]!))));
    const isPrefix = prefix === '' && PREFIXES.includes(key);
    const wasPrefixed = prefix !== '';
    prefix = isPrefix ? key : '';
    if (!KILLS.has(whole)) killed.end();
    // A list of completions is gone through with its own keys.
    const isPlainArrow = key.startsWith('Arrow') && !isMarked;
    if (isPlainArrow || !(act || isPrefix || wasPrefixed)) {
      // What is typed ends the selection, as everywhere.
      if (key.length === 1) isMarked = false;
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    if (act) act();
  });
  return {
    isSave: (event) => {
      const isBehindPrefix = prefix === 'C-x' && emacsKey(event) === 'C-s';
      if (isBehindPrefix) prefix = '';
      return isBehindPrefix || (event.metaKey && !event.ctrlKey && event.key.toLowerCase() === 's');
    },
    dispose: () => listening.dispose(),
  };
}
