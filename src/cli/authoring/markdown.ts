// A lesson's prose as plain Markdown: its blocks become what any reader of Markdown shows.

import type { Locale } from '#grading/text.ts';

const WORDS = {
  en: {
    predict: 'Predict',
    answer: 'Answer',
    fails: 'This one is meant to fail.',
    WhenToUse: 'When to use it',
    CheatSheet: 'Cheat sheet',
    RealCluster: 'On a real cluster',
  },
  zh: {
    predict: '先预测',
    answer: '答案',
    fails: '这条命令本来就会失败。',
    WhenToUse: '什么时候用',
    CheatSheet: '速查',
    RealCluster: '在真实集群上',
  },
} as const satisfies Record<Locale, Record<string, string>>;

/** Code, which stays as it is: fenced, or in the line. */
const CODE = /(^```[\s\S]*?^```[^\n]*$|`[^`\n]+`)/m;
const RUN = /<Run\b([^>]*)>([\s\S]*?)<\/Run>/g;
const TAG = /<(\/?)([A-Z]\w*)\b((?:"[^"]*"|\{[^{}]*\}|[^<>"{}])*?)(\/?)>/g;

/** @param exercise What stands where an exercise is placed. */
export function markdownOf(prose: string, locale: Locale, exercise: (id: string) => string): string {
  const w = WORDS[locale];
  const body = prose.replace(/^---\n[\s\S]*?\n---\n/, '');
  const commands = body.replace(
    RUN,
    (_all, attributes: string, command: string) =>
      `${/\bfails\b/.test(attributes) ? `${w.fails}\n\n` : ''}\`\`\`sh\n${inner(command)}\n\`\`\``,
  );
  const text = commands
    .split(new RegExp(CODE, 'gm'))
    .map((part, i) =>
      i % 2 === 1
        ? part
        : part.replace(TAG, (_all, close: string, name: string, attributes: string, empty: string) =>
            tag(name, attributes, close !== '', empty !== ''),
          ),
    )
    .join('');
  return `${text.replace(/\n{3,}/g, '\n\n').trim()}\n`;

  function tag(name: string, attributes: string, closes: boolean, empty: boolean): string {
    const read = attributesOf(attributes);
    switch (name) {
      case 'Exercise':
        return exercise(String(read['id'] ?? ''));
      case 'Predict':
      case 'Quiz': {
        if (closes) return '\n</details>\n';
        const options = Array.isArray(read['options']) ? (read['options'] as readonly string[]) : [];
        const question = `**${w.predict}:** ${String(read['question'] ?? '')}\n\n${options.map((option) => `- ${option}\n`).join('')}\n<details><summary>${w.answer}</summary>\n\n`;
        return empty ? `${question}${String(read['answer'] ?? '')}\n\n</details>` : question;
      }
      case 'WhenToUse':
      case 'CheatSheet':
      case 'RealCluster':
        return closes ? '' : `### ${w[name]}`;
      case 'Object': {
        const title = read['title'] ?? [read['kind'], read['name']].filter(Boolean).join(' / ');
        return closes || !title ? '' : `*${String(title)}*\n`;
      }
      // The picture and the way of a request are the page's own.
      default:
        return '';
    }
  }
}

/** `<Run>{'…'}</Run>` and `<Run>…</Run>` say the same. */
function inner(command: string): string {
  const quoted = /^\s*\{\s*(['"`])([\s\S]*)\1\s*\}\s*$/.exec(command);
  return (quoted ? quoted[2]!.replace(/\\(['"`\\])/g, '$1').replaceAll('\\n', '\n') : command)
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .trim();
}

/** `a="…"`, `a={[…]}`, `a`. */
function attributesOf(text: string): Readonly<Record<string, unknown>> {
  const read: Record<string, unknown> = {};
  for (const [, name = '', quoted, braced] of text.matchAll(/([\w-]+)(?:="([^"]*)"|=\{([^{}]*)\})?/g)) {
    if (braced === undefined) read[name] = quoted ?? true;
    else {
      try {
        read[name] = JSON.parse(braced) as unknown;
      } catch {
        read[name] = braced;
      }
    }
  }
  return read;
}
