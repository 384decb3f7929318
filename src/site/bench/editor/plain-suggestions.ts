// The YAML language server offers everything as a snippet, also what has no place to jump to. Monaco holds a snippet for a change whatever it
// says: Enter would take what stands there already, and the line would not end.

import type { languages } from 'monaco-editor/esm/vs/editor/editor.api.js';

/** `languages.CompletionItemInsertTextRule.InsertAsSnippet`. */
const AS_SNIPPET = 4;

/** A tab stop, a variable, something escaped; or more than a line, whose indentation the snippet follows. */
const IS_SNIPPET = /[$\\}\n]/;

type Item = Pick<languages.CompletionItem, 'insertText' | 'insertTextRules'>;

/** What is text and nothing else is offered as text. */
export function asText<Of extends Item>(item: Of): Of {
  const rules = item.insertTextRules ?? 0;
  return rules & AS_SNIPPET && !IS_SNIPPET.test(item.insertText)
    ? { ...item, insertTextRules: rules & ~AS_SNIPPET }
    : item;
}
