import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { share } from './share.ts';

describe('share', () => {
  it('takes the whole of an equal value', () => {
    const model = { a: [1, { b: 'x' }], c: null };
    expect(share(structuredClone(model), model)).toBe(model);
  });

  it('takes the parts that are equal, and nothing else', () => {
    const model = { spec: { image: 'nginx', ports: [80] }, status: { ready: false } };
    const value = { spec: { image: 'nginx', ports: [80] }, status: { ready: true } };
    const shared = share(value, model);
    expect(shared).toEqual(value);
    expect(shared.spec).toBe(model.spec);
    expect(model.status.ready).toBe(false);
  });

  it('keeps the order of members', () => {
    const shared = share({ b: 1, a: 2 }, { a: 2, b: 1 });
    expect(JSON.stringify(shared)).toBe('{"b":1,"a":2}');
  });

  it('reads exactly as the value did, whatever both are', () => {
    const json = fc.jsonValue({ noUnicodeString: false });
    fc.assert(
      fc.property(json, json, (value, model) => {
        const [before, other] = [JSON.stringify(value), JSON.stringify(model)];
        expect(JSON.stringify(share(value, model))).toBe(before);
        expect(JSON.stringify(model)).toBe(other);
        // Against what is nearly the same, which chance does not draw.
        const near = { kept: structuredClone(value), list: [structuredClone(value), 1] };
        const shared = share(near, { kept: value, list: [value, 2] });
        expect(JSON.stringify(shared)).toBe(JSON.stringify(near));
        expect(shared.kept).toBe(share(shared.kept, value));
      }),
    );
  });

  it('has no prototype to offer for a member of that name', () => {
    const value = JSON.parse('{"__proto__":{"polluted":true},"a":[1]}');
    const shared = share(value, JSON.parse('{"a":[1]}'));
    expect(JSON.stringify(shared)).toBe('{"__proto__":{"polluted":true},"a":[1]}');
    expect(Object.getPrototypeOf(shared)).toBe(Object.prototype);
  });
});
