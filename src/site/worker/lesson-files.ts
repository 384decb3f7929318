// Lessons as the build packed them: each in a piece of its own, loaded when its page asks.

import type { LessonFiles } from './protocol.ts';

const lessons = import.meta.glob<string>('/content/lessons/*/lesson.yaml', { query: '?raw', import: 'default' });
const homes = import.meta.glob<string>('/content/lessons/*/home/*', { query: '?raw', import: 'default' });
const starts = import.meta.glob<readonly unknown[]>('/content/starts/*.yaml', {
  query: '?objects',
  import: 'default',
});

/** The files of a lesson, by its slug. Undefined for a slug without a lesson, as the playground's. */
export async function lessonFiles(slug: string): Promise<LessonFiles | undefined> {
  const path = Object.keys(lessons).find((key) => key.split('/').at(-2)?.replace(/^\d+-/, '') === slug);
  const load = path && lessons[path];
  if (!load) return undefined;
  const folder = path.slice(0, path.lastIndexOf('/'));
  const own = Object.entries(homes).filter(([key]) => key.startsWith(`${folder}/home/`));
  const [yaml, ...texts] = await Promise.all([load(), ...own.map(([, read]) => read())]);
  return {
    file: path.slice(1),
    yaml,
    home: Object.fromEntries(own.map(([key], i) => [key.slice(key.lastIndexOf('/') + 1), texts[i] ?? ''])),
  };
}

/** The objects of a named starting state; undefined: there is none. */
export async function startObjects(name: string): Promise<readonly unknown[] | undefined> {
  return starts[`/content/starts/${name}.yaml`]?.();
}
