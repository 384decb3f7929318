// Any bytes become text and come back, whole or in pieces.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ByteDecoder, byteLength, bytesOf, textOf } from './bytes.ts';

/** Bytes as they come: text, noise, and text with noise in it. */
const anyBytes = fc.oneof(
  fc.uint8Array({ maxLength: 40 }),
  fc.string({ unit: 'grapheme', maxLength: 20 }).map((text) => new TextEncoder().encode(text)),
  fc
    .tuple(fc.string({ unit: 'grapheme', maxLength: 9 }), fc.uint8Array({ maxLength: 4, min: 0x80 }))
    .map(([text, noise]) => new Uint8Array([...new TextEncoder().encode(text), ...noise, 0x41])),
);

test('text is itself, and a byte that is none is one lone surrogate', () => {
  expect(textOf(new TextEncoder().encode('é🚢\ufeff'))).toBe('é🚢\ufeff');
  expect(textOf(new Uint8Array([0x61, 0xff, 0xc3, 0x62]))).toBe('a\udcff\udcc3b');
  // Surrogates and overlong forms are no UTF-8.
  expect(textOf(new Uint8Array([0xed, 0xa0, 0x80, 0xc0, 0x80]))).toBe('\udced\udca0\udc80\udcc0\udc80');
  expect([...bytesOf('a\ud800\udfffb')]).toEqual([0x61, 0xf0, 0x90, 0x8f, 0xbf, 0x62]);
  expect([...bytesOf('\ud800\udcffé')]).toEqual([0xf0, 0x90, 0x83, 0xbf, 0xc3, 0xa9]);
});

test('there and back', () => {
  fc.assert(
    fc.property(anyBytes, (bytes) => {
      const text = textOf(bytes);
      expect([...bytesOf(text)]).toEqual([...bytes]);
      expect(byteLength(text)).toBe(bytes.length);
    }),
  );
});

test('it does not matter where the bytes are cut', () => {
  fc.assert(
    fc.property(anyBytes, fc.array(fc.nat(40), { maxLength: 6 }), (bytes, cuts) => {
      const decoder = new ByteDecoder();
      let text = '';
      let from = 0;
      for (const cut of [...cuts.filter((c) => c <= bytes.length).sort((a, b) => a - b), bytes.length]) {
        text += decoder.write(bytes.subarray(from, cut));
        from = cut;
      }
      expect([...bytesOf(text + decoder.end())]).toEqual([...bytes]);
    }),
  );
});
