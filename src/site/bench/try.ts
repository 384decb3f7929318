// The landing page's line: whoever enters it has a cluster behind it by the time that they have typed.

const place = document.querySelector<HTMLElement>('[data-try]')!;
const form = place.querySelector<HTMLFormElement>('[data-try-form]')!;
const input = form.querySelector('input')!;
let bench: Promise<typeof import('./bench.ts')> | undefined;
const fetched = (): typeof bench & object => (bench ??= import('./bench.ts'));

input.addEventListener('focus', () => void fetched());
form.addEventListener('submit', (event) => {
  event.preventDefault();
  const line = input.value.trim() || input.placeholder;
  place.dataset['shown'] = '';
  void fetched().then(async ({ focusTerminal }) => {
    focusTerminal();
    await window.portolan.type(`${line}\n`);
  });
});

export {};
