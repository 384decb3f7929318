import { config } from '@vscode/l10n';
import 'monaco-yaml/yaml.worker.js';

// What it is told first are its words; what comes then is the editor's.
const begin = self.onmessage;
self.onmessage = ({ data }) => {
  config({ contents: data });
  self.onmessage = begin;
};
