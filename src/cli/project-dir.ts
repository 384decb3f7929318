import { fileURLToPath } from 'node:url';

/** The project's folder: this runs from dist/cli, or from src/cli. */
export const projectDir = fileURLToPath(new URL('../../', import.meta.url));
