// Texts that are no Markdown: what would be markup in the prose stands there with its stars.

const STARS = /\*\*[^*]+\*\*|(?<![\w*])\*[^*\s](?:[^*]*[^*\s])?\*(?![\w*])|(?<!\w)__?[^_\s](?:[^_]*[^_\s])?__?(?!\w)/;
const LINK = /\[[^\]]+\]\([^)]+\)/;
const TAG = /<\/?[a-zA-Z][^<>]*>/;

/** A text of lesson.yaml: names between backticks are set as code, and that is all. Gives the markup that would be read as it stands. */
export function markupIn(text: string): string | undefined {
  const bare = text.replace(/`[^`]*`/g, '``');
  return [STARS, LINK, TAG].map((one) => one.exec(bare)?.[0]).find((found) => found !== undefined);
}

/** A text without any markup: a title, a question of the prose. */
export const codeIn = (text: string): string | undefined => /`[^`]*`/.exec(text)?.[0] ?? markupIn(text);
