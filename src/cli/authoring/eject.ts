// `portolan lesson eject`: a lesson for a cluster that is not simulated: manifests, a kind configuration, the tasks as Markdown.

import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { stringify } from 'yaml';
import type { Exercise } from '#grading/lesson.ts';
import type { LessonStart } from '#grading/start.ts';
import { LOCALES, type Locale } from '#grading/text.ts';
import { type LessonFolder, lessonStart } from '../lesson-files.ts';
import { complain, type OptionSpec, optionsOf } from '../options.ts';
import { markdownOf } from './markdown.ts';

const specs: Readonly<Record<string, OptionSpec>> = {
  seed: { value: 'whole', metavar: 'N', help: 'what the lesson’s own values are drawn from (default 1)' },
  help: { value: 'flag', help: 'print this' },
};

const ABOUT = `Writes a folder (default ./portolan-LESSON) with which the lesson can be done on a real cluster: the starting state as manifests, a
configuration for kind, the files of the home folder, and the prose and tasks as Markdown in every language. \`portolan check\` grades.`;

export async function eject(args: string[]): Promise<number> {
  const parsed = optionsOf({ name: 'lesson eject', args: 'LESSON [FOLDER] [options]', about: ABOUT, specs }, args);
  if (typeof parsed === 'number') return parsed;
  const [name, target, ...more] = parsed.rest;
  if (name === undefined) return complain('portolan lesson eject: which lesson? `portolan lesson list` names them');
  if (more.length > 0)
    return complain(
      `portolan lesson eject: unexpected argument ${JSON.stringify(more[0])}; it takes a lesson and a folder`,
    );
  const start = lessonStart(name.replace(/\/$/, '').replace(/^.*\//, ''), parsed.number('seed') ?? 1);
  if ('error' in start) return complain(start.error.replace(/^--lesson/, 'portolan lesson eject'));
  const { folder } = start;
  const dir = resolve(target ?? `portolan-${folder.lesson.slug}`);
  if (existsSync(dir) && readdirSync(dir).length > 0)
    return complain(`portolan lesson eject: ${dir} is not empty; give another folder`);
  const files = await filesOf(folder);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), text);
  }
  process.stdout.write(`${dir} written. Begin with README.en.md or README.zh.md\n`);
  return 0;
}

/** By path in the folder. */
async function filesOf(folder: LessonFolder): Promise<Readonly<Record<string, string>>> {
  const { lesson, home, prose } = folder;
  const own = lesson.exercises.filter((exercise) => exercise.start);
  const starts: Record<string, string> = await startFiles('start', lesson.start, folder);
  for (const { id, start } of own) Object.assign(starts, await startFiles(`start-${id}`, start!, folder));
  return {
    'kind.yaml': kindConfiguration(lesson.start.nodes),
    ...starts,
    ...Object.fromEntries(Object.entries(home).map(([name, text]) => [`home/${name}`, text])),
    ...Object.fromEntries(
      LOCALES.map((locale) => [`README.${locale}.md`, readme(folder, locale, prose[locale] ?? '', starts)]),
    ),
  };
}

async function startFiles(
  name: string,
  start: LessonStart,
  { starts, documents }: LessonFolder,
): Promise<Record<string, string>> {
  const objects = (await Promise.all(start.from.map(async (from) => (await starts(from)) ?? []))).flat();
  const manifests = await Promise.all(
    start.manifests.map(async (file) => [`manifests/${file}`, (await documents(file)) ?? ''] as const),
  );
  return {
    ...Object.fromEntries(manifests),
    ...(objects.length > 0 && { [`${name}.yaml`]: objects.map((object) => stringify(object)).join('---\n') }),
  };
}

/** Source: kind's configuration, v1alpha4. */
function kindConfiguration(workers: number): string {
  return stringify({
    kind: 'Cluster',
    apiVersion: 'kind.x-k8s.io/v1alpha4',
    nodes: [{ role: 'control-plane' }, ...Array.from({ length: workers }, () => ({ role: 'worker' }))],
  });
}

const WORDS = {
  en: {
    begin: 'Before you begin',
    cluster: 'A cluster with the nodes of this lesson, on your own machine with [kind](https://kind.sigs.k8s.io):',
    objects: 'What stands there when the lesson begins:',
    balancers:
      'Load balancers get an address with cloud-provider-kind or MetalLB; on a cloud’s cluster they do anyway.',
    broken: 'In the lesson, these are broken around the cluster; on yours you would have to break them yourself:',
    records: 'In the lesson, these names are in the world’s DNS; write them to your /etc/hosts:',
    task: 'Task',
    asked: 'What is checked:',
    hints: 'Hints',
    solution: 'A solution',
    grade: 'Did it work?',
    own: 'This task has a cluster of its own:',
    after: 'Afterwards',
    afterText: 'The cluster is this lesson’s alone. Away with it, and with all that was made in it:',
    home: 'The lesson’s own files are in `home`; its commands are typed there:',
  },
  zh: {
    begin: '开始之前',
    cluster: '用 [kind](https://kind.sigs.k8s.io) 在自己的机器上建一个节点数与本课相同的集群：',
    objects: '课程开始时集群里已有的对象：',
    balancers: '用 cloud-provider-kind 或 MetalLB，负载均衡器才会得到地址；云上的集群本来就有。',
    broken: '本课中，集群周围有这些故障；在你的集群上需要自己制造：',
    records: '本课中，这些名字在公网 DNS 里；请写进你的 /etc/hosts：',
    task: '任务',
    asked: '检查的内容：',
    hints: '提示',
    solution: '一种解法',
    grade: '做对了吗？',
    own: '这个任务有自己的集群：',
    after: '之后',
    afterText: '这个集群只属于本课。把它连同其中的一切删除：',
    home: '本课自带的文件在 `home` 里，课中的命令都在那里输入：',
  },
} as const satisfies Record<Locale, Record<string, string>>;

/** kind's name for it, and the context is `kind-` and that. */
const clusterOf = (slug: string): string => `portolan-${slug}`;

const shell = (lines: readonly string[]): string => `\`\`\`sh\n${lines.join('\n')}\n\`\`\`\n`;

function readme(
  { lesson, home }: LessonFolder,
  locale: Locale,
  prose: string,
  files: Readonly<Record<string, string>>,
): string {
  const w = WORDS[locale];
  const hasHome = Object.keys(home).length > 0;
  const exercise = (id: string): string => {
    const found = lesson.exercises.find((one) => one.id === id);
    return found ? task(found, locale, lesson.slug, files, hasHome ? '../' : '') : '';
  };
  return `# ${lesson.title[locale]}

${lesson.summary[locale]}

## ${w.begin}

${w.cluster}

${shell([`kind create cluster --name ${clusterOf(lesson.slug)} --config kind.yaml`])}
${beginning(lesson.start, 'start', locale, files, '')}
${hasHome ? `${w.home}\n\n${shell(['cd home'])}\n` : ''}${lesson.start.provider === 'cloud' ? `${w.balancers}\n\n` : ''}${markdownOf(prose, locale, exercise)}
## ${w.after}

${w.afterText}

${shell([`kind delete cluster --name ${clusterOf(lesson.slug)}`])}`;
}

/** @param up From where one stands to the folder: `../`, or nothing. */
function beginning(
  start: LessonStart,
  name: string,
  locale: Locale,
  files: Readonly<Record<string, string>>,
  up: string,
): string {
  const w = WORDS[locale];
  const lines = [
    ...start.manifests.map((file) => `kubectl apply -f ${up}manifests/${file}`),
    ...(`${name}.yaml` in files ? [`kubectl apply -f ${up}${name}.yaml`] : []),
    ...start.run,
  ];
  const records = Object.entries(start.records);
  return [
    ...(lines.length > 0 ? [`${w.objects}\n`, shell(lines)] : []),
    ...(records.length > 0 ? [`${w.records}\n`, ...records.map(([host, to]) => `- \`${host}\` → \`${to}\``), ''] : []),
    ...(Object.keys(start.faults).length > 0
      ? [`${w.broken}\n`, `\`\`\`yaml\n${stringify(start.faults)}\`\`\`\n`]
      : []),
  ].join('\n');
}

function task(
  exercise: Exercise,
  locale: Locale,
  slug: string,
  files: Readonly<Record<string, string>>,
  up: string,
): string {
  const w = WORDS[locale];
  const { id, ask, checks, hints, solution, start } = exercise;
  return [
    `### ${w.task}: ${ask[locale]}\n`,
    ...(start ? [`${w.own}\n`, beginning(start, `start-${id}`, locale, files, up)] : []),
    `${w.asked}\n`,
    ...checks.map((check) => `- ${check.ask[locale]}`),
    '',
    ...(hints.length > 0
      ? [`<details><summary>${w.hints}</summary>\n`, ...hints.map(({ text }) => `1. ${text[locale]}`), '\n</details>\n']
      : []),
    `<details><summary>${w.solution}</summary>\n\n${shell(solution)}\n</details>\n`,
    `${w.grade}\n`,
    // By its name: another cluster that kubectl may look at by now is left alone.
    shell([`portolan check ${slug} ${id} --context kind-${clusterOf(slug)}`]),
  ].join('\n');
}
