// A Secret's values as text.

import type { Secret } from '#api/core/types.ts';
import { textOf } from '#machine/bytes.ts';

/** Empty for what is no Base64: the API server takes none such. */
export function textOfBase64(base64: string): string {
  try {
    return textOf(Uint8Array.from(atob(base64), (char) => char.charCodeAt(0)));
  } catch {
    return '';
  }
}

/** Empty where there is no such Secret, or no such key in it. */
export const secretText = (secret: Secret | undefined, key: string): string => textOfBase64(secret?.data?.[key] ?? '');
