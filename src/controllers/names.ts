// Models apimachinery/pkg/util/rand: the alphabet of generated names, and the hash in a ReplicaSet's name.

/** No vowels, so that no words come about; no characters that look alike. Source: rand.alphanums. */
const ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';

/** Source: rand.SafeEncodeString. */
export function safeEncode(text: string): string {
  return [...text].map((c) => ALPHABET[c.charCodeAt(0) % ALPHABET.length]).join('');
}

/** FNV-1a, 32 bits, over UTF-16 units: enough to tell templates apart. */
export function fnv32a(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** JSON with sorted keys: equal values give equal texts. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, v: unknown) =>
    typeof v === 'object' && v !== null && !Array.isArray(v)
      ? Object.fromEntries(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : 1)))
      : v,
  );
}
