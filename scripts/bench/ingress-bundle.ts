// What scripts/bench/ingress.mjs runs.
export { parseYamlDocuments } from '#apimachinery/yaml.ts';
export { Lab } from '#lab/lab.ts';
export { preload } from '#lab/preload.ts';
export { realTime } from '../../src/cli/real-time.ts';
