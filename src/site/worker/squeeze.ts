// Long texts made short, for a store that takes time by the byte: gzip, in characters that any text may have.

/** So many bytes are made characters at once. */
const PIECE = 0x8000;

export async function squeezed(text: string): Promise<string> {
  const bytes = new Uint8Array(await through(new Blob([text]), new CompressionStream('gzip')).arrayBuffer());
  let characters = '';
  for (let at = 0; at < bytes.length; at += PIECE) characters += String.fromCharCode(...bytes.subarray(at, at + PIECE));
  return btoa(characters);
}

/** @throws when it is no such text. */
export function unsqueezed(text: string): Promise<string> {
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  return through(new Blob([bytes]), new DecompressionStream('gzip')).text();
}

const through = (blob: Blob, change: CompressionStream | DecompressionStream): Response =>
  new Response(
    blob
      .stream()
      .pipeThrough(change as unknown as ReadableWritablePair<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>),
  );
