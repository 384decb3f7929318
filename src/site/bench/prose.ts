// The prose's own moving parts: commands that type themselves, guesses, the two views of a phone.

/** What a `<Run>` block says, as it is typed. */
const commandOf = (block: Element): string => (block.querySelector('code')?.textContent ?? '').trim();

export function wireProse(run: (command: string) => void): void {
  for (const block of document.querySelectorAll('[data-run]')) {
    block.querySelector('[data-run-go]')?.addEventListener('click', () => {
      show('bench');
      run(commandOf(block));
    });
    const copy = block.querySelector<HTMLElement>('[data-run-copy]');
    copy?.addEventListener('click', () => {
      void navigator.clipboard?.writeText(commandOf(block)).then(() => {
        const label = copy.getAttribute('aria-label') ?? '';
        copy.setAttribute('aria-label', copy.dataset['copied'] ?? label);
        copy.title = copy.dataset['copied'] ?? label;
        setTimeout(() => {
          copy.setAttribute('aria-label', label);
          copy.title = label;
        }, 1500);
      });
    });
  }
  for (const block of document.querySelectorAll('[data-predict]')) {
    const options = [...block.querySelectorAll<HTMLElement>('[data-predict-option]')];
    const debrief = block.querySelector<HTMLElement>('[data-debrief]');
    for (const option of options) {
      option.addEventListener('click', () => {
        for (const other of options) {
          other.setAttribute('aria-pressed', String(other === option));
          if (other.dataset['right'] === 'true') other.dataset['marked'] = 'right';
        }
        if (debrief) debrief.hidden = false;
      });
    }
  }
  for (const button of document.querySelectorAll<HTMLElement>('[data-show]')) {
    button.addEventListener('click', () => show(button.dataset['show'] === 'bench' ? 'bench' : 'lesson'));
  }
}

const benchShown = new Set<() => void>();
export const onBenchShown = (listener: () => void): void => void benchShown.add(listener);

/** On a phone, prose and bench are two views. */
export function show(view: 'lesson' | 'bench'): void {
  const workbench = document.querySelector<HTMLElement>('[data-workbench]');
  if (workbench) workbench.dataset['view'] = view;
  for (const button of document.querySelectorAll<HTMLElement>('[data-show]'))
    button.setAttribute('aria-pressed', String(button.dataset['show'] === view));
  if (view === 'bench') for (const listener of benchShown) listener();
}
