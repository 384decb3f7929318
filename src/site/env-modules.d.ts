declare module 'monaco-editor/esm/vs/editor/contrib/*';
declare module 'monaco-editor/esm/vs/basic-languages/*';
// What a component takes is checked by Astro's own check; for a script it is something to hand on.
declare module '*.astro' {
  const component: (props: never) => unknown;
  export default component;
}
// Made by scripts/monaco-words.mjs: by language, what fetches Monaco's words.
declare module 'virtual:monaco-words' {
  export const monacoWords: Readonly<Record<string, () => Promise<{ default: readonly (string | null)[] }>>>;
}
