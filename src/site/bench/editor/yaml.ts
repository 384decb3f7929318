// What Monaco knows of YAML and of Kubernetes: monaco-yaml, the schema, and their words.

import * as monaco from 'monaco-editor/esm/vs/editor/editor.api.js';
import { configureMonacoYaml } from 'monaco-yaml';
import { languageHere } from '../../i18n/here.ts';
import YamlWorker from '../yaml.worker.js?worker';
import { asText } from './plain-suggestions.ts';
import { inWords, yamlWords } from './yaml-words.ts';

/** Written by scripts/openapi.mjs; a build without it has an editor without completion. */
const schemas = import.meta.glob<string>('/dist/openapi/editor-schema.json', { query: '?url', import: 'default' });

/** Below what it says of a field, the language server would name the schema's file, with a link to it. monaco-yaml's types lack the setting. */
const HOVER = { hover: true, hoverSchemaSource: false };
/** Behind what it complains of, it names where that is from: the same file. */
const SOURCE = 'Kubernetes';

const words = yamlWords(languageHere);

/** The worker; what it is told first are its words. */
export async function yamlWorker(): Promise<Worker> {
  const worker = new YamlWorker();
  worker.postMessage(await words);
  return worker;
}

export async function configureYaml(): Promise<void> {
  const [own, schema] = await Promise.all([words, Object.values(schemas)[0]?.()]);
  const setModelMarkers: typeof monaco.editor.setModelMarkers = (model, owner, markers) =>
    monaco.editor.setModelMarkers(
      model,
      owner,
      markers.map((marker) => ({
        ...marker,
        message: inWords(own, marker.message),
        ...(marker.source?.startsWith('yaml-schema') && { source: SOURCE }),
      })),
    );
  const registerCompletionItemProvider: typeof monaco.languages.registerCompletionItemProvider = (selector, provider) =>
    monaco.languages.registerCompletionItemProvider(selector, {
      ...provider,
      async provideCompletionItems(...asked) {
        const found = await provider.provideCompletionItems(...asked);
        return found && { ...found, suggestions: found.suggestions.map(asText) };
      },
    });
  const parts = {
    editor: { ...monaco.editor, setModelMarkers },
    languages: { ...monaco.languages, registerCompletionItemProvider },
  };
  configureMonacoYaml({ ...monaco, ...parts } as typeof monaco, {
    // kubectl reads YAML 1.1: `yes` and `on` are booleans.
    yamlVersion: '1.1',
    enableSchemaRequest: true,
    ...HOVER,
    completion: true,
    validate: true,
    format: { enable: false },
    schemas: schema ? [{ uri: new URL(schema, location.href).href, fileMatch: ['**/*.yaml', '**/*.yml'] }] : [],
  });
}
