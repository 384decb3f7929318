// The hash behind the name of what was generated. Models kubectl/pkg/util/hash and kustomize's api/hasher.

import { goJson } from '#apimachinery/go-value.ts';
import { pki } from '#pki/loader.ts';

/** Ten characters of the SHA-256 of the content's JSON that spell no word; `loadPki` comes first. */
export function contentHash(content: object): string {
  const encoded = pki().sha256Of(goJson(content)).replaceAll('-', '+').replaceAll('_', '/');
  const hex = [...atob(encoded)].map((c) => c.charCodeAt(0).toString(16).padStart(2, '0')).join('');
  const spell: Readonly<Record<string, string>> = { '0': 'g', '1': 'h', '3': 'k', a: 'm', e: 't' };
  return [...hex.slice(0, 10)].map((c) => spell[c] ?? c).join('');
}
