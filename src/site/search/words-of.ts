// What a text is looked up by. Chinese has no spaces between its words: there, the browser's own list of words says where they end.

const CHINESE = /\p{Script=Han}/u;
let segmenter: Intl.Segmenter | undefined;

/** `my-service.shop` is a word, and so are its parts. */
export function wordsOf(text: string): string[] {
  return text.split(/[\s,;:!?"'“”‘’()[\]{}<>=|，。；：！？、（）《》「」]+/u).flatMap((piece) => {
    if (piece === '') return [];
    if (!CHINESE.test(piece)) {
      const parts = piece.split(/[-./_]+/).filter((part) => part !== '');
      return parts.length > 1 ? [piece, ...parts] : parts;
    }
    segmenter ??= new Intl.Segmenter('zh', { granularity: 'word' });
    const words = [...segmenter.segment(piece)].filter(({ isWordLike }) => isWordLike).map(({ segment }) => segment);
    // Lists differ between a text and the word alone: single characters find what words do not.
    return [...words, ...[...piece].filter((character) => CHINESE.test(character))];
  });
}
