// The landing page's line: whoever enters it has a cluster behind it by the time that they have typed.

import { fetchBench, onFetchAgain } from './fetch-bench.ts';

const place = document.querySelector<HTMLElement>('[data-try]')!;
const form = place.querySelector<HTMLFormElement>('[data-try-form]')!;
const input = form.querySelector('input')!;
let entered: string | undefined;

function run(line: string): void {
  entered = line;
  fetchBench().then(
    async ({ panels, terminals }) => {
      entered = undefined;
      place.dataset['shown'] = '';
      // It is higher than the line was: on a laptop the terminal would be below what is in sight.
      place.scrollIntoView({ block: 'nearest' });
      terminals.focus();
      await window.portolan.idle();
      // Also where there is little room: what the command does is seen there.
      panels.show('map');
      await window.portolan.type(`${line}\n`);
    },
    // That is said already.
    () => undefined,
  );
}
onFetchAgain(() => entered !== undefined && run(entered));

input.addEventListener('focus', () => void fetchBench().catch(() => undefined));
form.addEventListener('submit', (event) => {
  event.preventDefault();
  run(input.value.trim() || input.placeholder);
});
