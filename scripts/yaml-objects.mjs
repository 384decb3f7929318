// `file.yaml?objects`: the objects of a manifest, read while the site is built, so that the page needs no reader of YAML for them.

import { readFileSync } from 'node:fs';
import { parseYamlDocuments } from '../src/apimachinery/yaml.ts';

const QUERY = '?objects';

export function yamlObjects() {
  return {
    name: 'portolan:yaml-objects',
    load(id) {
      if (!id.endsWith(`.yaml${QUERY}`)) return undefined;
      const file = id.slice(0, -QUERY.length);
      const documents = parseYamlDocuments(readFileSync(file, 'utf8'));
      if ('error' in documents) this.error(`${file}:${documents.line}: ${documents.error}`);
      return `export default ${JSON.stringify(documents.ok)};`;
    },
  };
}
