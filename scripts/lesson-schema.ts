// Writes content/lesson.schema.json and docs/authoring-reference.md from the lesson format in the code:
//   node scripts/lesson-schema.ts

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lessonSchema } from '../src/grading/format.ts';
import { referenceOf } from '../src/grading/reference.ts';

/** By path from the project's root. */
export const generated = (): Readonly<Record<string, string>> => ({
  'content/lesson.schema.json': `${JSON.stringify(lessonSchema(), undefined, 2)}\n`,
  'docs/authoring-reference.md': referenceOf(),
});

if (process.argv[1] === import.meta.filename) {
  for (const [path, text] of Object.entries(generated())) writeFileSync(join(import.meta.dirname, '..', path), text);
}
