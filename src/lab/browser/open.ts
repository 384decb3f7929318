// `open URL`: shows in the browser beside the terminal what is served there, or says in words what it would show.

import type { Program } from '#machine/program.ts';
import type { Browser } from './browser.ts';
import { inWords } from './in-words.ts';
import type { Visit } from './visit.ts';

const USAGE = `Usage: open [--proceed] URL

Opens a URL in the browser of this laptop. --proceed goes on where its certificate is doubtful.
`;

/** @param show The panel beside the terminal. Absent: there is none. */
export function openProgram(browser: Browser, show: ((visit: Visit) => void) | undefined): Program {
  return async ({ argv, stdout, stderr, signal }) => {
    const [name = 'open', ...args] = argv;
    const options = args.filter((arg) => arg.startsWith('-'));
    const [url, ...more] = args.filter((arg) => !arg.startsWith('-'));
    if (options.includes('--help')) {
      stdout.write(USAGE);
      return 0;
    }
    const unknown = options.find((option) => option !== '--proceed');
    if (unknown !== undefined || url === undefined || more.length > 0) {
      stderr.write(unknown === undefined ? USAGE : `${name}: unknown option ${unknown}\n${USAGE}`);
      return 1;
    }
    const visit = await browser.visit(url, { proceeds: options.length > 0, signal });
    if (signal.aborted) return 130;
    const isShown = visit.outcome.kind === 'page';
    if (show) show(visit);
    else (isShown ? stdout : stderr).write(inWords(visit));
    return isShown ? 0 : 1;
  };
}
