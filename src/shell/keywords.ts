// The words that are grammar, not commands.

const KEYWORDS = new Set(
  'if then else elif fi case esac for select while until do done in function time { } ! [[ ]] coproc'.split(' '),
);

export function isKeyword(word: string): boolean {
  return KEYWORDS.has(word);
}

export const keywords: readonly string[] = [...KEYWORDS];
