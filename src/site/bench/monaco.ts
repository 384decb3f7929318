// Monaco, as little of it as YAML needs, and a server in JavaScript. Loaded when the editor is opened for the first time.

import 'monaco-editor/esm/vs/editor/contrib/bracketMatching/browser/bracketMatching.js';
import 'monaco-editor/esm/vs/editor/contrib/clipboard/browser/clipboard.js';
import 'monaco-editor/esm/vs/editor/contrib/comment/browser/comment.js';
import 'monaco-editor/esm/vs/editor/contrib/find/browser/findController.js';
import 'monaco-editor/esm/vs/editor/contrib/folding/browser/folding.js';
import 'monaco-editor/esm/vs/editor/contrib/hover/browser/hoverContribution.js';
import 'monaco-editor/esm/vs/editor/contrib/indentation/browser/indentation.js';
import 'monaco-editor/esm/vs/editor/contrib/linesOperations/browser/linesOperations.js';
import 'monaco-editor/esm/vs/editor/contrib/suggest/browser/suggestController.js';
import 'monaco-editor/esm/vs/editor/contrib/toggleTabFocusMode/browser/toggleTabFocusMode.js';
import 'monaco-editor/esm/vs/editor/contrib/wordOperations/browser/wordOperations.js';
import 'monaco-editor/esm/vs/basic-languages/javascript/javascript.contribution.js';
import 'monaco-editor/esm/vs/basic-languages/yaml/yaml.contribution.js';
import '../styles/monaco.css';
import * as monaco from 'monaco-editor/esm/vs/editor/editor.api.js';
import type { Refusal, WouldApply } from '../worker/protocol.ts';
import { isDark, onTheme } from './colours.ts';
import { createComparison } from './editor/comparison.ts';
import type { KeyScheme } from './editor/editor-options.ts';
import { usualScheme } from './editor/scheme.ts';
import { configureYaml, yamlWorker } from './editor/yaml.ts';
import EditorWorker from './editor.worker.js?worker';

self.MonacoEnvironment = {
  getWorker: (_id: string, label: string) => (label === 'yaml' ? yamlWorker() : new EditorWorker()),
};

function theme(
  name: string,
  base: 'vs' | 'vs-dark',
  colours: Record<string, string>,
  rules: Record<string, string>,
): void {
  monaco.editor.defineTheme(name, {
    base,
    inherit: true,
    rules: Object.entries(rules).map(([token, foreground]) => ({ token, foreground })),
    colors: colours,
  });
}
theme(
  'portolan-light',
  'vs',
  {
    'editor.background': '#fffdf8',
    'editor.foreground': '#1c2b33',
    'editorLineNumber.foreground': '#6a6f69',
    'editorLineNumber.dimmedForeground': '#6a6f69',
    'editorGutter.background': '#fffdf8',
    'editor.lineHighlightBackground': '#f6f1e6',
    'editor.lineHighlightBorder': '#f6f1e6',
  },
  { type: '285f7a', string: '2b774b', 'string.yaml': '1c2b33', number: '855700', keyword: '7a3e86', comment: '5a676e' },
);
theme(
  'portolan-dark',
  'vs-dark',
  {
    'editor.background': '#142027',
    'editor.foreground': '#e8eef0',
    'editorLineNumber.foreground': '#90a3ac',
    'editorLineNumber.dimmedForeground': '#90a3ac',
    'editorGutter.background': '#142027',
    'editor.lineHighlightBackground': '#1a2a32',
    'editor.lineHighlightBorder': '#1a2a32',
  },
  { type: '9bd0e7', string: '7ed3a0', 'string.yaml': 'e8eef0', number: 'e3b341', keyword: 'd3a1e0', comment: '90a3ac' },
);
const themeName = (): string => (isDark() ? 'portolan-dark' : 'portolan-light');
onTheme(() => monaco.editor.setTheme(themeName()));

export interface CodeEditor {
  open(path: string, text: string): void;
  readonly text: string;
  readonly path: string;
  focus(): void;
  onEdit(listener: () => void): void;
  onSave(listener: () => void): void;
  onBlur(listener: () => void): void;
  /** Underlines what was refused, and nothing else. */
  mark(refusals: readonly Refusal[]): void;
  goTo(range: Refusal['range']): void;
  /** Shows in `place` what would change. Returns what ends that. */
  compare(place: HTMLElement, would: WouldApply, names: SideNames): () => void;
  /** Only where there are others than the device's own. @throws what kept their code from being fetched */
  useKeys?(scheme: KeyScheme, keys: SchemeKeys): Promise<void>;
  dispose(): void;
}

/** What the two sides of a comparison are called. */
export interface SideNames {
  readonly live: string;
  readonly merged: string;
}

/** What keys of a scheme ask for. */
export interface SchemeKeys {
  /** `:w` */
  write(): void;
  /** `:wq`, `:x` and `:q`; of the latter `saves` is false. */
  close(saves: boolean): void;
  /** Where the scheme tells its mode and asks for a line. */
  readonly status: HTMLElement;
}

/** Of what the server has refused; monaco-yaml's own are called otherwise. */
const OWNER = 'server';

const LOOK = {
  automaticLayout: true,
  fontFamily: "'JetBrains Mono Variable', ui-monospace, Menlo, Consolas, monospace",
  fontSize: 13.5,
  lineHeight: 1.5,
  minimap: { enabled: false },
  padding: { top: 8 },
  // Else the number of the last line is too pale to be read.
  renderFinalNewline: 'on',
  scrollBeyondLastLine: false,
  fixedOverflowWidgets: true,
} as const;

/** One for the visit, whichever editor asks: see there. */
let comparison: ReturnType<typeof createComparison> | undefined;

export async function createEditor(element: HTMLElement, label: string): Promise<CodeEditor> {
  await configureYaml();
  const editor = monaco.editor.create(element, {
    ...LOOK,
    model: null,
    ariaLabel: label,
    renderWhitespace: 'boundary',
    tabSize: 2,
    insertSpaces: true,
    detectIndentation: false,
    theme: themeName(),
    // Enter ends the line where the suggestion is what stands there already.
    acceptSuggestionOnEnter: 'smart',
    quickSuggestions: { other: true, comments: false, strings: true },
  });
  void document.fonts?.load("13px 'JetBrains Mono Variable'").then(() => monaco.editor.remeasureFonts());
  let path = '';
  let opening = false;
  let scheme = usualScheme();
  let chosen = 0;
  return {
    open(next, text) {
      path = next;
      opening = true;
      const uri = monaco.Uri.file(next);
      const language = /\.ya?ml$/.test(next) ? 'yaml' : /\.[cm]?js$/.test(next) ? 'javascript' : 'plaintext';
      const model = monaco.editor.getModel(uri) ?? monaco.editor.createModel(text, language, uri);
      if (model.getValue() !== text) model.setValue(text);
      editor.setModel(model);
      opening = false;
    },
    get text() {
      return editor.getModel()?.getValue() ?? '';
    },
    get path() {
      return path;
    },
    focus: () => editor.focus(),
    onEdit: (listener) => editor.onDidChangeModelContent(() => !opening && listener()),
    onSave: (listener) =>
      editor.onKeyDown((event) => {
        if (!scheme.isSave(event.browserEvent)) return;
        event.preventDefault();
        event.stopPropagation();
        listener();
      }),
    onBlur: (listener) => editor.onDidBlurEditorText(listener),
    mark(refusals) {
      const model = editor.getModel();
      if (!model) return;
      const markers = refusals.map(({ text, range: { line, column, endLine, endColumn } }) => ({
        ...{ message: text, severity: monaco.MarkerSeverity.Error },
        ...{ startLineNumber: line, startColumn: column, endLineNumber: endLine, endColumn },
      }));
      monaco.editor.setModelMarkers(model, OWNER, markers);
    },
    goTo({ line, column }) {
      editor.setPosition({ lineNumber: line, column });
      editor.revealLineInCenterIfOutsideViewport(line);
      editor.focus();
    },
    compare(place, would, names) {
      comparison ??= createComparison({ ...LOOK, theme: themeName() });
      return comparison(place, would, names);
    },
    async useKeys(wanted, keys) {
      const mine = ++chosen;
      const begin = {
        default: async () => usualScheme,
        vim: async () => (await import('./editor/vim.ts')).vimScheme,
        emacs: async () => (await import('./editor/emacs.ts')).emacsScheme,
      }[wanted];
      const next = await begin();
      if (mine !== chosen) return;
      scheme.dispose();
      scheme = next(editor, keys);
    },
    dispose() {
      chosen++;
      scheme.dispose();
      for (const model of monaco.editor.getModels()) model.dispose();
      editor.dispose();
    },
  };
}
