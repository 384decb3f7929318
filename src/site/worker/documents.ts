// The manifests that the simulated internet serves, as the build packed them: each in a piece of its own, loaded when it is asked for.

const files = import.meta.glob<string>('/content/manifests/**/*.yaml', { query: '?raw', import: 'default' });

/** A file of content/manifests, or undefined where there is none. */
export async function documentOf(file: string): Promise<string | undefined> {
  return files[`/content/manifests/${file}`]?.();
}
