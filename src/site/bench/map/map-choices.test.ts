import { expect, test } from 'vitest';
import { choicesKept, FIRST, keepChoices } from './map-choices.ts';

function store(text?: string): Pick<Storage, 'getItem' | 'setItem'> {
  let kept = text;
  return { getItem: () => kept ?? null, setItem: (_, value) => (kept = value) };
}

test.each([
  { list: true, system: false },
  { list: false, system: true },
])('what was chosen is so again: %o', (choices) => {
  const storage = store();
  keepChoices(storage, choices);
  expect(choicesKept(storage)).toEqual(choices);
});

test.each([[undefined], ['{'], ['null'], ['{"list":"yes","system":1}']])('of %s, it is as at first', (text) => {
  expect(choicesKept(store(text))).toEqual(FIRST);
});

test('a browser that stores nothing lets one choose for the visit', () => {
  const refuse = (): never => {
    throw new Error('no');
  };
  const refusing = { getItem: refuse, setItem: refuse };
  expect(choicesKept(refusing)).toEqual(FIRST);
  expect(() => keepChoices(refusing, FIRST)).not.toThrow();
});
