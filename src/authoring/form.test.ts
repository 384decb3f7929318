import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { lessonSchema } from '#grading/format.ts';
import { kinds } from '#grading/kinds/index.ts';
import { lessonDirs } from '../cli/lesson-files.ts';
import { projectDir } from '../cli/project-dir.ts';
import { ORDER } from './draft.ts';
import { type FieldsForm, initialOf, keysAt, lessonForms, placesOf } from './form.ts';
import { saidBy } from './yaml-text.ts';

const forms = lessonForms(lessonSchema());

test('every kind of check has a form, with what stands beside it', () => {
  expect(Object.keys(forms.checks)).toEqual(kinds.map(({ kind }) => kind));
  expect(forms.checks['object']!.beside.map(({ key }) => key)).toEqual(['that', 'otherwise']);
  expect(placesOf(forms.checks['predict']!.own)).toContain('choices.because');
  expect(forms.checks['refuse']!.own.fields.find(({ key }) => key === 'by')!.form).toMatchObject({
    kind: 'list',
    orOne: true,
    item: { kind: 'choice', number: 'status' },
  });
});

test('what something begins as has all that it needs', () => {
  expect(initialOf(forms.params)).toEqual({});
  expect(initialOf(forms.checks['predict']!.own)).toEqual({});
  expect(initialOf(forms.checks['holds']!.own)).toEqual({ check: '' });
  expect(initialOf(forms.letsThrough)).toEqual([{ mutant: '', because: '' }]);
});

test('keys are known at any depth, behind lists and names', () => {
  expect(keysAt(forms.start, ['faults', 'closedPorts', 0])).toEqual(['from', 'to', 'protocol']);
  expect(keysAt(forms.start, ['faults', 'nobody'])).toEqual([]);
});

/** Keys of a value that the form has not. */
function unknownIn(form: FieldsForm, value: unknown, path: readonly (string | number)[] = []): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((part, i) => unknownIn(form, part, [...path, i]));
  if (typeof value !== 'object' || value === null) return [];
  const keys = keysAt(form, path);
  return Object.entries(value).flatMap(([key, part]) => [
    ...(keys.length === 0 || keys.includes(key) ? [] : [[...path, key].join('.')]),
    ...unknownIn(form, part, [...path, key]),
  ]);
}

test('there is no field in any lesson of the course that has no form', () => {
  for (const dir of lessonDirs()) {
    const file = readdirSync(`${projectDir}/${dir}`).find((name) => name === 'lesson.yaml')!;
    const lesson = saidBy(readFileSync(`${projectDir}/${dir}/${file}`, 'utf8')) as {
      readonly start?: unknown;
      readonly exercises: readonly Readonly<Record<string, unknown>>[];
    };
    expect(unknownIn(forms.start, lesson.start ?? {}), dir).toEqual([]);
    for (const exercise of lesson.exercises) {
      expect(unknownIn(forms.start, exercise['start'] ?? {}), dir).toEqual([]);
      for (const check of exercise['checks'] as readonly Readonly<Record<string, unknown>>[]) {
        const kind = Object.keys(forms.checks).find((one) => check[one] !== undefined)!;
        expect(unknownIn(forms.checks[kind]!.own, check[kind]), dir).toEqual([]);
        for (const key of Object.keys(check)) expect(ORDER.check).toContain(key);
      }
    }
  }
});
