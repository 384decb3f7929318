// SHA-1 of a text of ASCII: WebSocket's handshake is made of it. Source: FIPS 180-4, 6.1.

export function sha1(text: string): Uint8Array {
  const length = text.length;
  const blocks = new Uint8Array((((length + 8) >> 6) + 1) * 64);
  for (let i = 0; i < length; i++) blocks[i] = text.charCodeAt(i);
  blocks[length] = 0x80;
  const view = new DataView(blocks.buffer);
  view.setUint32(blocks.length - 4, length * 8);
  const hash = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0];
  const words = new Int32Array(80);
  for (let at = 0; at < blocks.length; at += 64) {
    for (let i = 0; i < 16; i++) words[i] = view.getInt32(at + i * 4);
    for (let i = 16; i < 80; i++) words[i] = rotate(words[i - 3]! ^ words[i - 8]! ^ words[i - 14]! ^ words[i - 16]!, 1);
    let [a = 0, b = 0, c = 0, d = 0, e = 0] = hash;
    for (let i = 0; i < 80; i++) {
      const [f, k] =
        i < 20
          ? [(b & c) | (~b & d), 0x5a827999]
          : i < 40
            ? [b ^ c ^ d, 0x6ed9eba1]
            : i < 60
              ? [(b & c) | (b & d) | (c & d), 0x8f1bbcdc]
              : [b ^ c ^ d, 0xca62c1d6];
      const next = (rotate(a, 5) + f + e + k + words[i]!) | 0;
      [e, d, c, b, a] = [d, c, rotate(b, 30), a, next];
    }
    for (const [i, word] of [a, b, c, d, e].entries()) hash[i] = (hash[i]! + word) | 0;
  }
  const bytes = new Uint8Array(20);
  const out = new DataView(bytes.buffer);
  for (const [i, word] of hash.entries()) out.setInt32(i * 4, word);
  return bytes;
}

const rotate = (word: number, by: number): number => (word << by) | (word >>> (32 - by));
