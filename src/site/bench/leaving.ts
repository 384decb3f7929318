// Whoever leaves just after a change takes the change along: by a link, or because a new version of the page takes over.

/** An engine that is busy is not waited for any longer. */
const PATIENCE_MS = 3000;

type Save = () => Promise<void> | undefined;
const saves: Save[] = [];

/** @param save Undefined: all is saved. Else it resolves when it is. */
export function saveBeforeLeaving(save: Save): void {
  saves.push(save);
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a[href]') : null;
    if (!link || event.defaultPrevented || !opensHere(event, link)) return;
    const saving = save();
    if (!saving) return;
    event.preventDefault();
    void patiently(saving).finally(() => location.assign(link.href));
  });
}

/** Resolves when nothing is unsaved any more. */
export async function saved(): Promise<void> {
  await patiently(Promise.all(saves.map((save) => save())));
}

function patiently(work: Promise<unknown>): Promise<unknown> {
  return Promise.race([work, new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))]);
}

/** Not in another tab, and not on this page. */
function opensHere(event: MouseEvent, link: HTMLAnchorElement): boolean {
  const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
  const { origin, pathname } = location;
  const isThisPage = link.origin === origin && link.pathname === pathname && link.hash !== '';
  return isPlain && (link.target === '' || link.target === '_self') && !link.hasAttribute('download') && !isThisPage;
}
