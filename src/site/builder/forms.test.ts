// The list of all that lesson.yaml can have, against what the builder has words for and can make.

import { expect, test } from 'vitest';
import { lessonForms, placesOf } from '#authoring/form.ts';
import { lessonSchema } from '#grading/format.ts';
import { Forms } from './forms.ts';
import { fieldWords } from './words.ts';

test.each(['en', 'zh'])('every field of the format has a name in %s, and no name is for nothing', async (language) => {
  const words = await fieldWords(language);
  const used = new Set<string>();
  const named = (holder: string, key: string): void => {
    const name = [`${holder}.${key}`, key].find((one) => words[one] !== undefined);
    expect(name, `${holder}.${key}`).toBeDefined();
    used.add(name!);
  };
  const namedAll = (holder: string, places: readonly string[]): void => {
    for (const place of places) {
      const parts = [holder, ...place.split('.')];
      named(parts.at(-2)!, parts.at(-1)!);
    }
  };
  const { start, params, letsThrough, hintWhen, checks } = lessonForms(lessonSchema());
  namedAll('start', placesOf(start));
  namedAll('params', placesOf(params));
  namedAll('letsThrough', placesOf(letsThrough));
  namedAll('hints', placesOf(hintWhen));
  for (const [kind, { own, beside }] of Object.entries(checks)) {
    namedAll(kind, placesOf(own));
    named('kind', kind);
    for (const { key } of beside) named('checks', key);
  }
  // These have forms of their own.
  for (const key of ['params', 'letsThrough', 'solution', 'alternatives', 'debrief']) named('exercises', key);
  named('nearMisses', 'run');
  named('checks', 'guard');
  expect(Object.keys(words).filter((word) => !used.has(word))).toEqual([]);
});

test('the forms are those of the format', async () => {
  expect(new Forms(await fieldWords('en'), []).of).toEqual(lessonForms(lessonSchema()));
});
