// What has been read from a text is not worked out anew each time that somebody looks at the same text.

/** How many texts are remembered. */
const MOST = 500;

/** As `read`, a pure function; what it made of the last texts is shared among those who ask. */
export function remembered<T>(read: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    if (known.has(text)) return known.get(text)!;
    const made = read(text);
    // A Map goes by the order in which keys came.
    if (known.size >= MOST) known.delete(known.keys().next().value!);
    known.set(text, made);
    return made;
  };
}
