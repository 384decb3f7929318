// What Go says of a pattern that is none. Models regexp/syntax.

/** Go's words for a pattern that does not parse; undefined for one that JavaScript alone refuses. */
function regexpMistake(pattern: string): string | undefined {
  let depth = 0;
  for (let at = 0; at < pattern.length; at++) {
    const c = pattern[at];
    if (c === '\\') at++;
    else if (c === '[') {
      const close = pattern.indexOf(']', at + (pattern[at + 1] === '^' ? 3 : 2));
      if (close < 0) return `missing closing ]: \`${pattern.slice(at)}\``;
      at = close;
    } else if (c === '(') depth++;
    else if (c === ')' && depth-- === 0) return `unexpected ): \`${pattern}\``;
    else if (
      '*+?'.includes(c!) &&
      (at === 0 || pattern[at - 1] === '(' || pattern[at - 1] === '|') &&
      pattern[at - 1] !== '('
    ) {
      return `missing argument to repetition operator: \`${c}\``;
    }
  }
  return depth > 0 ? `missing closing ): \`${pattern}\`` : undefined;
}

/**
 * Go's regular expression as JavaScript's, or the reason why it is none.
 *
 * @param around Puts what anchors it around it, behind its flags.
 */
export function goRegexp(
  text: string,
  around: (pattern: string) => string = (pattern) => pattern,
): { readonly regexp: RegExp } | { readonly error: string } {
  const mistake = regexpMistake(around(text));
  if (mistake) return { error: `error parsing regexp: ${mistake}` };
  const [, flags = '', pattern = text] = /^\(\?([ims]+)\)(.*)$/s.exec(text) ?? [];
  try {
    return { regexp: new RegExp(around(pattern), flags) };
  } catch {
    return { error: `error parsing regexp: invalid or unsupported Perl syntax: \`${text}\`` };
  }
}
