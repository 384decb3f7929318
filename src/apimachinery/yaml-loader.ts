// The reader of YAML, fetched when it is first needed: it weighs as much as a room, and bodies are JSON as a rule.

let reader: typeof import('./yaml.ts') | undefined;

export async function loadYaml(): Promise<typeof import('./yaml.ts')> {
  reader ??= await import('./yaml.ts');
  return reader;
}

/** Undefined before `loadYaml`. */
export const loadedYaml = (): typeof import('./yaml.ts') | undefined => reader;
