// PEM: base64 between lines that say what it is (RFC 7468).

export interface PemBlock {
  /** `CERTIFICATE`, `PRIVATE KEY`, … */
  readonly label: string;
  readonly bytes: Uint8Array;
}

const BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----([\s\S]*?)-----END \1-----/g;

/** Every block that can be read, in order; text around them is skipped, and so are blocks that are no base64. */
export function decodePem(text: string): readonly PemBlock[] {
  return [...text.matchAll(BLOCK)].flatMap(([, label = '', body = '']) => {
    const base64 = body.replace(/^(?:[\w-]+:.*\r?\n)+/m, '').replace(/\s+/g, '');
    try {
      return [{ label, bytes: Uint8Array.from(atob(base64), (c) => c.charCodeAt(0)) }];
    } catch {
      return [];
    }
  });
}

/** Lines of 64 characters, with a line feed at the end. */
export function encodePem(label: string, bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  const lines = btoa(text).match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}
