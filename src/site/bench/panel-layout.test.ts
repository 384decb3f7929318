import { expect, test } from 'vitest';
import { keepLayout, layoutKept, moved, PANELS } from './panel-layout.ts';

function store(text?: string): Pick<Storage, 'getItem' | 'setItem'> & { readonly text: () => string | undefined } {
  let kept = text;
  return { getItem: () => kept ?? null, setItem: (_, value) => (kept = value), text: () => kept };
}

test('what was arranged is so again', () => {
  const storage = store();
  const layout = { shown: undefined, order: ['time', 'map', 'requests', 'browser', 'editor'], side: 'beside' } as const;
  keepLayout(storage, layout);
  expect(layoutKept(storage)).toEqual(layout);
});

test.each([[undefined], ['{'], ['null'], ['{"shown":"gone","order":"x","side":7}']])(
  'of %s, it is as at first: the map above the terminal',
  (text) => {
    expect(layoutKept(store(text))).toEqual({ shown: 'map', order: PANELS, side: 'above' });
  },
);

test('a panel that is newer than what was kept has a tab too, and one that is no more has none', () => {
  expect(layoutKept(store('{"order":["time","gone","map","time"]}')).order).toEqual([
    'time',
    'map',
    'requests',
    'browser',
    'editor',
  ]);
});

test('a browser that stores nothing arranges for the visit', () => {
  const refusing = {
    getItem: () => {
      throw new Error('no');
    },
    setItem: () => {
      throw new Error('no');
    },
  };
  expect(layoutKept(refusing).shown).toBe('map');
  expect(() => keepLayout(refusing, layoutKept(undefined))).not.toThrow();
});

test('a tab moves by places, and not beyond the ends', () => {
  expect(moved(PANELS, 'map', 1)).toEqual(['requests', 'map', 'browser', 'editor', 'time']);
  expect(moved(PANELS, 'map', -1)).toEqual(PANELS);
  expect(moved(PANELS, 'requests', 9)).toEqual(['map', 'browser', 'editor', 'time', 'requests']);
});
