// Ways in which an author gets a lesson wrong: each is told with its file, line and column, what is wrong, and what mends it.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lintFolders } from '../../cli/lint-folders.ts';

const DIR = 'content/lessons/01-mine';
const YAML = `title: { en: Mine, zh: 我的 }
summary: { en: One line, zh: 一行 }
minutes: 12
start: { from: web }
params:
  port: { oneOf: [30036, 30080] }
exercises:
  - id: open
    ask: { en: "Open \${port}", zh: "打开 \${port}" }
    checks:
      - id: reachable
        ask: { en: It answers, zh: 有应答 }
        reach: { from: laptop, url: "http://10.0.0.1:\${port}/", status: 200 }
      - id: typed
        ask: { en: Its type, zh: 类型 }
        object: { apiVersion: v1, kind: Service, name: web }
        that: self.spec.type == 'NodePort'
      - id: guess
        ask: { en: Guess, zh: 猜 }
        predict:
          right: a
          choices:
            - { value: a, text: { en: A, zh: 甲 }, because: { en: yes, zh: 对 } }
            - { value: b, text: { en: B, zh: 乙 }, because: { en: no, zh: 不对 } }
    hints:
      - { when: "!has(service.web)", text: { en: Look, zh: 看 } }
    solution: [kubectl expose deployment web]
    nearMisses:
      - why: { en: other port, zh: 别的端口 }
        run: [kubectl expose deployment web --port=81]
        fails: reachable
        says: refused
  - id: close
    ask: { en: Close, zh: 关上 }
    needs: [open]
    checks:
      - id: gone
        ask: { en: It is gone, zh: 没有了 }
        refuse: { from: laptop, url: "http://web/", by: [refused, timeout] }
    solution: [kubectl delete service web]
`;
const MDX = `---
title: Mine
---

Two Pods run.

## First

<Run>kubectl get pods</Run>

<Exercise id="open"/>

<Quiz question="Who?" options={["a", "b"]} answer="a">

Because.

</Quiz>

## Then

<Exercise id="close"/>

See [the next](../other/#its-heading).
`;
type Files = Readonly<Record<string, string>>;
const GOOD: Files = {
  'content/starts/web.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata: { name: shop }\n',
  [`${DIR}/lesson.yaml`]: YAML,
  [`${DIR}/en.mdx`]: MDX,
  [`${DIR}/zh.mdx`]: MDX,
  'content/lessons/02-other/lesson.yaml': `title: { en: Other, zh: 别的 }\nsummary: { en: s, zh: s }\nminutes: 1\nexercises: []\n`,
  'content/lessons/02-other/en.mdx': '## Its heading\n',
  'content/lessons/02-other/zh.mdx': '## Its heading\n',
};

let base: string;
beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), 'portolan-wrong-'));
});
afterAll(() => rmSync(base, { recursive: true }));

/** The first line of each problem without its name, and its mend. */
async function problemsOf(
  files: Readonly<Record<string, string | undefined>>,
  play = false,
): Promise<readonly string[]> {
  rmSync(join(base, 'content'), { recursive: true, force: true });
  for (const [path, text] of Object.entries(files)) {
    if (text === undefined) continue;
    mkdirSync(join(base, path, '..'), { recursive: true });
    writeFileSync(join(base, path), text);
  }
  const wrong = (await lintFolders([DIR], { play }, base)).get(DIR)!;
  return wrong.map(({ file, line, column, path, message, hint }) => {
    const at = [file.replace(`${DIR}/`, ''), line, column].filter((part) => part !== undefined).join(':');
    return `${at} ${path ? `${path}: ` : ''}${message}; ${hint}`;
  });
}

test('a lesson without mistakes has no problems', async () => expect(await problemsOf(GOOD)).toEqual([]));

const both = (text: string) => ({ 'en.mdx': text, 'zh.mdx': text });
const yaml = (from: string, to: string): Readonly<Record<string, string>> => {
  expect(YAML).toContain(from);
  return { 'lesson.yaml': YAML.replace(from, () => to) };
};
const mdx = (from: string, to: string): Readonly<Record<string, string>> => {
  expect(MDX).toContain(from);
  return { 'en.mdx': MDX.replace(from, () => to) };
};
const chinese = (from: string, to: string): Readonly<Record<string, string>> => {
  expect(MDX).toContain(from);
  return { 'zh.mdx': MDX.replace(from, () => to) };
};
const SENTENCE =
  'Whoever calls it asks for a name, and the name leads to an address, and the address leads to a rule, and the rule leads to a Pod, and the Pod has a port, and the port has a program that hears it and answers.';

const CASES: readonly (readonly [
  what: string,
  change: () => Readonly<Record<string, string | undefined>>,
  told: string,
])[] = [
  [
    'no lesson.yaml',
    () => ({ 'lesson.yaml': undefined }),
    'lesson.yaml:1 a lesson folder needs a lesson.yaml; Write one, or let `portolan lesson new NAME` do it.',
  ],
  [
    'no prose in Chinese',
    () => ({ 'zh.mdx': undefined }),
    'zh.mdx:1 the lesson has no prose in this language; Write content/lessons/01-mine/zh.mdx, with the same blocks as the others.',
  ],
  [
    'a YAML mistake',
    () => yaml('minutes: 12', 'minutes: 12: 13'),
    'lesson.yaml:3:10 Nested mappings are not allowed in compact mappings; Mend the YAML there: quotes around text with a colon, two spaces for each level.',
  ],
  [
    'a tab in YAML',
    () => yaml('  - id: close', '\t- id: close'),
    'lesson.yaml:33:1 Tabs are not allowed as indentation; Mend the YAML there: quotes around text with a colon, two spaces for each level.',
  ],
  [
    'a key twice',
    () => yaml('minutes: 12', 'minutes: 12\nminutes: 13'),
    'lesson.yaml:4:1 Map keys must be unique; Mend the YAML there: quotes around text with a colon, two spaces for each level.',
  ],
  [
    'a field that is mistyped',
    () => yaml('minutes: 12', 'minute: 12'),
    'lesson.yaml:3:1 minute: the format has no such field; Write it as: minutes',
  ],
  [
    'a field of another place',
    () => yaml('status: 200 }', 'code: 200 }'),
    'lesson.yaml:13:65 exercises[0].checks[0].reach.code: the format has no such field; Remove it, or use one of: from, url, method, host, send, tls, every, status, headers, body, certificate, backends, backend, share, through',
  ],
  [
    'a wrong type',
    () => yaml('minutes: 12', 'minutes: "12"'),
    'lesson.yaml:3:1 minutes: this is not what the format has here; Write it as: 12',
  ],
  [
    'no time at all',
    () => yaml('minutes: 12', 'minutes: 0'),
    'lesson.yaml:3:1 minutes: this is not what the format has here; Write it as: 1',
  ],
  [
    'a text in one language',
    () => yaml('ask: { en: Close, zh: 关上 }', 'ask: { en: Close }'),
    'lesson.yaml:34:5 exercises[1].ask.zh: this is needed; Write it as: "…"',
  ],
  [
    'an unknown kind of check',
    () => yaml('refuse:', 'refuses:'),
    'lesson.yaml:39:9 exercises[1].checks[0].refuses: the format has no such field; Write it as: refuse',
  ],
  [
    'a check of two kinds',
    () => yaml('        object:', '        reach: { from: laptop, url: "http://web/" }\n        object:'),
    'lesson.yaml:14:9 exercises[0].checks[1]: a check has exactly one kind; this has 2; Use one of: reach, refuse, object, holds, ran, answer, predict',
  ],
  [
    'a check without what it needs',
    () => yaml('from: laptop, url: "http://10', 'url: "http://10'),
    'lesson.yaml:13:9 exercises[0].checks[0].reach.from: this is needed; Write it as: "…"',
  ],
  [
    'an object without an expression',
    () => yaml("        that: self.spec.type == 'NodePort'\n", ''),
    'lesson.yaml:14:9 exercises[0].checks[1].that: this is needed; Write it as: "…"',
  ],
  [
    'a sender that is no place',
    () => yaml('from: laptop, url: "http://10', 'from: desktop, url: "http://10'),
    'lesson.yaml:13:18 exercises[0].checks[0].reach.from: nobody can send from there; Write it as: laptop, internet, node, node/node-1, pod, pod/default/client or pod/default/app=web',
  ],
  [
    'a URL of no protocol',
    () => yaml('"http://web/"', '"web:80"'),
    'lesson.yaml:39:33 exercises[1].checks[0].refuse.url: this is not what the format has here; Write it as: "http://web:80/"',
  ],
  [
    'a way to fail that is none',
    () => yaml('[refused, timeout]', '[refused, timeot]'),
    'lesson.yaml:39:67 exercises[1].checks[0].refuse.by[1]: this is not what the format has here; Write it as: timeout',
  ],
  [
    'two exercises of one id',
    () => yaml('id: close', 'id: open'),
    'lesson.yaml:33:5 exercises[1].id: two exercises are called open; Give each its own id.',
  ],
  [
    'two checks of one id',
    () => yaml('id: gone', 'id: typed'),
    'lesson.yaml:37:9 exercises[1].checks[0].id: two checks are called typed; Give each its own id.',
  ],
  [
    'an id that is no slug',
    () => yaml('id: typed', 'id: Its Type'),
    'lesson.yaml:14:9 exercises[0].checks[1].id: this is not what the format has here; Write it as: its-type',
  ],
  [
    'an unknown start',
    () => yaml('from: web', 'from: wev'),
    'lesson.yaml:4:10 start.from: there is no content/starts/wev.yaml; Write it as: web',
  ],
  [
    'an unknown provider',
    () => yaml('start: { from: web }', 'start: { from: web, provider: clout }'),
    'lesson.yaml:4:21 start.provider: this is not what the format has here; Write it as: cloud',
  ],
  [
    'a manifest that is not there',
    () => yaml('start: { from: web }', 'start: { from: web, manifests: [cert-manager/v1.yaml] }'),
    'lesson.yaml:4:33 start.manifests[0]: this is not what the format has here; Write it as: cert-manager/v1.18.2.yaml',
  ],
  [
    'a start that is not YAML',
    () => ({ 'content/starts/web.yaml': 'kind: Service\nspec: [' }),
    'content/starts/web.yaml:2 yaml: line 2: did not find expected node content; Mend the YAML there.',
  ],
  [
    'an exercise that needs none',
    () => yaml('needs: [open]', 'needs: [opens]'),
    'lesson.yaml:35:5 exercises[1].needs: there is no exercise opens; Use one of: open, close',
  ],
  [
    'an exercise that needs a later one',
    () => yaml('needs: [open]', 'needs: [close]'),
    'lesson.yaml:35:5 exercises[1].needs: close does not come before close; Use one of: open',
  ],
  [
    'an exercise without checks',
    () =>
      yaml(
        YAML.slice(YAML.indexOf('    checks:\n      - id: gone'), YAML.indexOf('    solution: [kubectl delete')),
        '',
      ),
    'lesson.yaml:33:5 exercises[1].checks: an exercise needs at least one check; Add one: - { id: …, ask: …, reach: { from: …, url: … } }',
  ],
  [
    'no solution',
    () => yaml('    solution: [kubectl delete service web]\n', ''),
    'lesson.yaml:33:5 exercises[1]: nothing solves close; Add the lines that do: solution: [ … ]',
  ],
  [
    'a near miss of no check',
    () => yaml('fails: reachable', 'fails: reachabel'),
    'lesson.yaml:31:9 exercises[0].nearMisses[0].fails: this exercise has no check of that name; Use one of: reachable, typed, guess',
  ],
  [
    'a near miss without its words',
    () => yaml('        says: refused\n', ''),
    'lesson.yaml:29:9 exercises[0].nearMisses[0].says: this is needed; Write it as: "…"',
  ],
  [
    'a param that is not declared',
    () => yaml('Open ${port}', 'Open ${prot}'),
    'lesson.yaml:9:12 exercises[0].ask.en: nothing is called prot; Declare it in `params`, or use one of: port, node.NAME.name, node.NAME.internalIP, node.NAME.externalIP, pod.NAME.name, pod.NAME.ip, pod.NAME.node, service.NAME.clusterIP, service.NAME.externalIP, service.NAME.port, service.NAME.targetPort, service.NAME.nodePort, service.NAME.healthCheckNodePort, deployment.NAME.replicas, deployment.NAME.readyReplicas, ingress.NAME.address, ingress.NAME.class, gateway.NAME.address, loadBalancer.NAME, laptop.ip, internet.ip',
  ],
  [
    'a param that is not used',
    () => yaml('  port: {', '  host: { oneOf: [a] }\n  port: {'),
    'lesson.yaml:6:3 params.host: host is drawn, and never used; Use it as ${host}, or remove it.',
  ],
  [
    'a param with nothing to draw',
    () => yaml('[30036, 30080]', '[]'),
    'lesson.yaml:6:3 params.port: there is nothing to draw from; Write it as: { oneOf: [30036, 30080] }',
  ],
  [
    'a draw that makes no address',
    () => yaml('[30036, 30080]', '[30036, "300 80"]'),
    'lesson.yaml:13:32 exercises[0].checks[0].reach.url: this is not what the format has here; Write it as: "http://web:80/"',
  ],
  [
    'a CEL mistake',
    () => yaml("self.spec.type == 'NodePort'", "self.spec.type = 'NodePort'"),
    'lesson.yaml:17:9 exercises[0].checks[1].that: Unexpected character: =; Mend the CEL; it knows the cluster’s kinds (service, pod, …) and self, all.',
  ],
  [
    'an unknown name in CEL',
    () => yaml("self.spec.type == 'NodePort'", "it.spec.type == 'NodePort'"),
    'lesson.yaml:17:9 exercises[0].checks[1].that: Unknown variable: it; Mend the CEL; it knows the cluster’s kinds (service, pod, …) and self, all.',
  ],
  [
    'a hint with a broken when',
    () => yaml('!has(service.web)', 'has(servise.web'),
    'lesson.yaml:26:11 exercises[0].hints[0].when: Expected RPAREN, got EOF; Mend the CEL; it knows the cluster’s kinds (service, pod, …) and checks, commands, answers.',
  ],
  [
    'a prediction without a reason',
    () => yaml(', because: { en: no, zh: 不对 } }', ' }'),
    'lesson.yaml:24:15 exercises[0].checks[2].predict.choices[1].because: this is needed; Write it as: { en: "…", zh: "…" }',
  ],
  [
    'a prediction whose right answer is no choice',
    () => yaml('right: a', 'right: c'),
    'lesson.yaml:21:11 exercises[0].checks[2].predict.right: no choice has this value; Use one of: a, b',
  ],
  [
    'a prediction without a right answer',
    () => yaml('          right: a\n', ''),
    'lesson.yaml:20:9 exercises[0].checks[2].predict: nothing says which answer is right; Give `right`, a value, or `that`, an expression over `answer`.',
  ],
  [
    'words that nobody has written yet',
    () => yaml('text: { en: A, zh: 甲 }', 'text: { en: A, zh: "" }'),
    'lesson.yaml:23:42 exercises[0].checks[2].predict.choices[0].text.zh: these words are empty; Write them, or take the field away.',
  ],
  [
    'a title too long',
    () => yaml('en: Mine', 'en: All that one ever wanted to know about node ports'),
    'lesson.yaml:1:10 title.en: 49 characters do not fit on a line; Say it in 48.',
  ],
  [
    'bold where only names are set as code',
    () => yaml('en: "Open ${port}"', 'en: "Open **${port}** of `a*b*`"'),
    'lesson.yaml:9:12 exercises[0].ask.en: the learner would read “**30036**” as it stands; Write a name as code: `name`; other markup is for the prose.',
  ],
  [
    'code in a title',
    () => yaml('zh: 我的', 'zh: "`web` 的"'),
    'lesson.yaml:1:20 title.zh: the learner would read “`web`” as it stands; Write the words alone.',
  ],
  [
    'code in a question of the prose',
    () => both(MDX.replace('question="Who?"', 'question="Who is `a`?"')),
    'en.mdx:13:1 the learner would read “`a`” as it stands; Write the words alone.',
  ],
  [
    'a word that the course does not use',
    () => yaml('zh: 别的端口', 'zh: 别的命名空间'),
    'lesson.yaml:29:32 exercises[0].nearMisses[0].why.zh: the course does not say “命名空间”; Write it as: 名字空间',
  ],
  [
    'an exercise that lesson.yaml has not',
    () => mdx('id="close"', 'id="clsoe"'),
    'en.mdx:21:1 <Exercise id="clsoe"/> is not in lesson.yaml; Mend the id, or add the exercise.',
  ],
  [
    'an exercise that stands nowhere',
    () => ({
      'en.mdx': MDX.replace('<Exercise id="close"/>\n', ''),
      'zh.mdx': MDX.replace('<Exercise id="close"/>\n', ''),
    }),
    'en.mdx:23:1 exercise close stands nowhere in the prose; Place it: <Exercise id="close"/>',
  ],
  [
    'exercises that are read in another order than they are numbered',
    () => both(MDX.replace('id="open"', 'id="x"').replace('id="close"', 'id="open"').replace('id="x"', 'id="close"')),
    'en.mdx:11:1 exercise close does not stand where lesson.yaml has it; Exercises are numbered as in lesson.yaml: put both in the order in which they are read.',
  ],
  [
    'an exercise that stands twice',
    () => both(MDX.replace('## Then', '<Exercise id="open"/>\n\n## Then')),
    'en.mdx:19:1 exercise open stands here again; Place it once.',
  ],
  [
    'a block less in Chinese',
    () => chinese('<Quiz question="Who?" options={["a", "b"]} answer="a">\n\nBecause.\n\n</Quiz>\n', ''),
    'zh.mdx:14:1 block 4 is not that of en.mdx; Every language has the same exercises, commands, headings and blocks, in the same order.',
  ],
  [
    'another command in Chinese',
    () => chinese('kubectl get pods', 'kubectl get svc'),
    'zh.mdx:9:1 block 2 is not that of en.mdx; Every language has the same exercises, commands, headings and blocks, in the same order.',
  ],
  [
    'a heading less in Chinese',
    () => chinese('## Then', 'Then'),
    'zh.mdx:21:1 block 5 is not that of en.mdx; Every language has the same exercises, commands, headings and blocks, in the same order.',
  ],
  [
    'a tag that is not closed',
    () => mdx('</Quiz>', ''),
    'en.mdx:13:1 Expected a closing tag for `<Quiz>`; Mend the MDX there: close each block; write { as {"{"} and < as {"<"}, or set it in `code`.',
  ],
  [
    'a brace in the text',
    () => mdx('Two Pods run.', 'Two Pods {run.'),
    'en.mdx:5:10 Unexpected end of file in expression, expected a corresponding closing brace for `{`; Mend the MDX there: close each block; write { as {"{"} and < as {"<"}, or set it in `code`.',
  ],
  [
    'an unknown block',
    () => mdx('<Run>kubectl get pods</Run>', '<Rum>kubectl get pods</Rum>'),
    'en.mdx:9:1 there is no block <Rum>; Write it as: <Run>',
  ],
  [
    'an unknown property',
    () => mdx('<Run>', '<Run fail>'),
    'en.mdx:9:1 <Run> has no property fail; Write it as: fails',
  ],
  [
    'a block without its property',
    () => mdx('<Exercise id="open"/>', '<Exercise/>'),
    'en.mdx:24:1 exercise open stands nowhere in the prose; Place it: <Exercise id="open"/>',
  ],
  [
    'a quiz without a right answer',
    () => mdx('answer="a"', 'answer="c"'),
    'en.mdx:13:1 no option is the answer "c"; Write one of them, letter by letter: answer="a"',
  ],
  [
    'a quiz with one option',
    () => mdx('options={["a", "b"]}', 'options={["a"]}'),
    'en.mdx:13:1 options are a list of two texts or more; Write it as: options={["yes", "no"]}',
  ],
  [
    'a quiz without an explanation',
    () => mdx('>\n\nBecause.\n\n</Quiz>', '></Quiz>'),
    'en.mdx:13:1 whoever has answered is not told why; Write it between the tags: <Quiz …>It is so, because …</Quiz>',
  ],
  [
    'a value that is neither drawn nor read',
    () => mdx('Two Pods run.', 'Port <Param name="prot"/>.'),
    'en.mdx:5:6 nothing is called prot; Declare it in `params` of lesson.yaml, or use one of: port',
  ],
  [
    'a program in the prose',
    () => mdx('Two Pods run.', 'Two {1 + 1} Pods.'),
    'en.mdx:5:5 {1 + 1} would be run as a program; Write it as a text: {"…"}; a value of the lesson is <Param name="…"/>.',
  ],
  [
    'an import',
    () => mdx('Two Pods run.', 'import x from "x"'),
    'en.mdx:5:1 a lesson imports and exports nothing; Remove the line: every block is there already.',
  ],
  [
    'a script',
    () => mdx('Two Pods run.', '<script src="https://x"></script>'),
    'en.mdx:5:1 <script> has no place in a lesson; Remove it; blocks and Markdown show what is needed.',
  ],
  [
    'a handler',
    () => mdx('Two Pods run.', 'Two <b onClick={go}>Pods</b> run.'),
    'en.mdx:5:5 onClick would run a program; Remove onClick.',
  ],
  [
    'a link that runs a program',
    () => mdx('../other/#its-heading', 'javascript:go'),
    'en.mdx:23:5 javascript: is not followed from a lesson; Write it as: https://…, or ../LESSON/',
  ],
  [
    'a link to no lesson',
    () => mdx('../other/#its-heading', '../othre/'),
    'en.mdx:23:5 there is no lesson othre; Use one of: mine, other',
  ],
  [
    'a link to no heading',
    () => mdx('#its-heading', '#her-heading'),
    'en.mdx:23:5 lesson other has no heading #her-heading; Use one of: #its-heading',
  ],
  [
    'a link to another language',
    () => mdx('../other/#its-heading', '/zh/lessons/other/'),
    'en.mdx:23:5 /zh/lessons/other/ leads nowhere in this language; Write it as: ../other/',
  ],
  [
    'a picture without words',
    () => mdx('Two Pods run.', '![](pods.png)'),
    'en.mdx:5:1 the picture says nothing to whoever does not see it; Say what it shows: ![two Pods behind one Service](picture.png)',
  ],
  [
    'a sentence too long',
    () => mdx('Two Pods run.', SENTENCE),
    'en.mdx:5:1 a sentence of 45 words: Whoever calls it asks for a name, and the name leads to an a…; Make two of it; 40 are the most.',
  ],
  [
    'a paragraph too long',
    () => mdx('Two Pods run.', 'It has a name here. '.repeat(7)),
    'en.mdx:5:1 a paragraph of 7 sentences; Say it in at most 6, or let the learner do something in between.',
  ],
  [
    'prose that is hard to read',
    () =>
      mdx(
        'Two Pods run.',
        'Administrators occasionally underestimate infrastructural interdependencies. Organizational responsibilities necessitate comprehensive documentation.',
      ),
    'en.mdx:5:1 the prose asks for grade 32.5 of school; Shorter sentences and words, down to 12: begin with the longest sentences.',
  ],
];

/** Prose whose code blocks do not run. */
const fence = (text: string) => both(MDX.replace('## Then', `## Then\n\n${text}`));
const PLAYED: typeof CASES = [
  [
    'a shell block whose command fails',
    () => fence('```sh\nkubectl get service nobody\n```'),
    'en.mdx:21 this command fails here: kubectl get service nobody; Mend it, or say behind the fence’s language that it is meant to fail, or is only shown: sh fails, sh shown',
  ],
  [
    'a shell block with an unknown command',
    () => fence('```sh\nkubectll get pods\n```'),
    'en.mdx:21 this command fails here: kubectll get pods; Mend it, or say behind the fence’s language that it is meant to fail, or is only shown: sh fails, sh shown',
  ],
  [
    'a shell block that should fail, and does not',
    () => fence('```sh fails\nkubectl get pods\n```'),
    'en.mdx:21 this command does not fail: kubectl get pods; Remove `fails`, or mend the command.',
  ],
  [
    'a manifest that the API server refuses',
    () =>
      fence('```yaml\napiVersion: v1\nkind: Service\nmetadata: { name: x }\nspec: { ports: [{ port: 99999 }] }\n```'),
    'en.mdx:21 the API server refuses this manifest; Mend it, or say behind the fence’s language that it is meant to fail, or is only shown: yaml fails, yaml shown',
  ],
  [
    'a `Run` that fails',
    () => fence('<Run>kubectl get service nobody</Run>\n\n```sh shown\nls\n```\n\n```sh\nls\n```'),
    'en.mdx:21 this command fails here: kubectl get service nobody; Mend the command, or say that it is meant to: <Run fails>.',
  ],
];

test.each(PLAYED)(
  '%s',
  async (_what, change, told) => {
    const files = Object.fromEntries(Object.entries(change()).map(([name, text]) => [`${DIR}/${name}`, text]));
    const found = await problemsOf({ ...GOOD, ...files }, true);
    expect(found[0]).toBe(told);
  },
  60_000,
);

test.each([
  ['a mistyped field is not also missing', yaml('minutes: 12', 'minute: 12')],
  ['what follows from a tab is not told', yaml('  - id: close', '\t- id: close')],
])('one mistake, one problem: %s', async (_what, change) => {
  const files = Object.fromEntries(Object.entries(change).map(([name, text]) => [`${DIR}/${name}`, text]));
  expect(await problemsOf({ ...GOOD, ...files })).toHaveLength(1);
});

test('there are thirty and more', () => expect(CASES.length).toBeGreaterThanOrEqual(30));

test.each(CASES)('%s', async (_what, change, told) => {
  const files = Object.fromEntries(
    Object.entries(change()).map(([name, text]) => [name.includes('/') ? name : `${DIR}/${name}`, text]),
  );
  const found = await problemsOf({ ...GOOD, ...files });
  // What is wrong in one language is a difference between the two as well.
  const own = found.filter((one) => told.startsWith('zh.mdx') || !one.includes(' is not that of en.mdx'));
  expect(own[0]).toBe(told);
});
