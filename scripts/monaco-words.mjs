// Monaco's own words in the site's languages. Its ES modules carry English, and no number by which to find another language's word; its other
// form has both. So each `localize` here is given that form's number, and looks where Monaco itself looks for other words.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { root } from './setup.mjs';

const MONACO = join(root, 'node_modules/monaco-editor');
const LANGUAGES = join(root, 'src/site/i18n');
/** Where Monaco calls a language otherwise than the page does. */
const CALLED = { 'zh-Hans': 'zh-cn', 'zh-Hant': 'zh-tw' };

const QUOTED = String.raw`"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'`;
const TEXT = `${QUOTED}|\`[^\`]*\``;
const NUMBERED = new RegExp(`\\blocalize2?\\)?\\((\\d+), (${TEXT}|null)`, 'g');
const KEYED = new RegExp(`\\b(localize2?\\()(?:${QUOTED}|\\{(?:${QUOTED}|[^'"}])*\\})(?=,\\s*(${TEXT}))`, 'g');
const MODULE = /\/monaco-editor\/esm\/vs\/(?!nls\.js).*\.js$/;

const ALL = 'virtual:monaco-words';
const ONE = `${ALL}/`;

/** The number of each English text, as it stands in the code. One that has several numbers means the same by each. */
function numbers() {
  const code = readFileSync(join(MONACO, 'dev/vs/editor/editor.main.js'), 'utf8');
  const found = new Map();
  for (const [, number, text] of code.matchAll(NUMBERED)) if (!found.has(text)) found.set(text, number);
  if (found.size === 0)
    throw new Error('no words are numbered in monaco-editor/dev: scripts/monaco-words.mjs must be told how they are');
  return found;
}

const fileOf = (language) => join(MONACO, `dev/vs/nls.messages.${language}.js`);

function wordsIn(language) {
  const context = createContext({ define: (_, begin) => begin() });
  runInContext(readFileSync(fileOf(language), 'utf8'), context);
  return context._VSCODE_NLS_MESSAGES;
}

/** By the site's name of a language, Monaco's; of those for which it has words. */
function languages() {
  const all = readdirSync(LANGUAGES, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return all.flatMap(({ name }) => {
    const { htmlLang } = JSON.parse(readFileSync(join(LANGUAGES, name, 'messages.json'), 'utf8'));
    const called = CALLED[htmlLang] ?? htmlLang.split('-')[0];
    return existsSync(fileOf(called)) ? [[name, called]] : [];
  });
}

export function monacoWords() {
  let numberOf;
  return {
    name: 'portolan:monaco-words',
    resolveId: { filter: { id: /^virtual:monaco-words/ }, handler: (id) => `\0${id}` },
    load: {
      filter: { id: /^\0virtual:monaco-words/ },
      handler(id) {
        const asked = id.slice(1);
        if (asked !== ALL) return `export default ${JSON.stringify(wordsIn(asked.slice(ONE.length)))};`;
        const fetching = languages().map(
          ([name, called]) => `${JSON.stringify(name)}: () => import('${ONE}${called}')`,
        );
        return `export const monacoWords = { ${fetching.join(', ')} };`;
      },
    },
    transform: {
      filter: { id: MODULE },
      handler(code) {
        numberOf ??= numbers();
        const numbered = code.replace(KEYED, (call, begin, text) =>
          numberOf.has(text) ? begin + numberOf.get(text) : call,
        );
        return numbered === code ? undefined : { code: numbered, map: null };
      },
    },
  };
}
