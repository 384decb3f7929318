// Text from elsewhere on a terminal: what would control the terminal is shown, not done.

/** C0 without tab and line feed, DEL, and C1, which a terminal takes for escape sequences too. */
const CONTROL = /[\x00-\x08\x0b-\x1f\x7f-\x9f]/;
/** Colours, and clearing the rest of a row: these move nothing, and say nothing to the terminal's owner. */
const COLOURS = /^\x1b\[(?:[\d;:]*m|K)/;

/**
 * `^[` for ESC, `^G` for BEL, `M-^[` for what has the eighth bit, as `cat -v` has it. A carriage return that ends a line stays.
 *
 * @param allows What a program may do to the terminal itself: set colours; go back in its row, as a progress meter does.
 */
export function shownControls(
  text: string,
  allows: { readonly colours?: boolean; readonly returns?: boolean } = {},
): string {
  if (!CONTROL.test(text)) return text;
  let out = '';
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const colour = code === 0x1b && allows.colours ? COLOURS.exec(text.slice(at, at + 40)) : null;
    if (colour) {
      out += colour[0];
      at += colour[0].length - 1;
    } else if (code === 0x0d && (allows.returns || text[at + 1] === '\n')) out += '\r';
    else if (allows.returns && code === 0x08) out += text[at];
    else if (!CONTROL.test(text[at]!)) out += text[at];
    else if (code === 0x7f) out += '^?';
    else out += `${code >= 0x80 ? 'M-' : ''}^${String.fromCharCode((code & 0x1f) + 64)}`;
  }
  return out;
}
