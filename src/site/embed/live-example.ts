// The page about embedding embeds, and shows what it hears.

import type { PortolanLab } from './portolan-lab.ts';

const lab = document.querySelector<PortolanLab>('portolan-lab');
const heard = document.querySelector('[data-live-heard]');
if (lab && heard) {
  for (const type of ['ready', 'state', 'passed', 'command', 'problem'])
    lab.addEventListener(type, (event) => {
      heard.append(`${type} ${JSON.stringify((event as CustomEvent).detail)}\n`);
      heard.scrollTop = heard.scrollHeight;
    });
  for (const button of document.querySelectorAll<HTMLElement>('[data-live-run]'))
    button.addEventListener('click', () => lab.run(button.dataset['liveRun'] ?? ''));
}
