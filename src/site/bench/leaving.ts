// Whoever leaves by a link just after a change takes the change along.

/** An engine that is busy is not waited for any longer. */
const PATIENCE_MS = 3000;

/** @param save Undefined: all is saved. Else it resolves when it is. */
export function saveBeforeLeaving(save: () => Promise<void> | undefined): void {
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a[href]') : null;
    if (!link || event.defaultPrevented || !opensHere(event, link)) return;
    const saving = save();
    if (!saving) return;
    event.preventDefault();
    const enough = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
    void Promise.race([saving, enough]).finally(() => location.assign(link.href));
  });
}

/** Not in another tab, and not on this page. */
function opensHere(event: MouseEvent, link: HTMLAnchorElement): boolean {
  const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
  const { origin, pathname } = location;
  const isThisPage = link.origin === origin && link.pathname === pathname && link.hash !== '';
  return isPlain && (link.target === '' || link.target === '_self') && !link.hasAttribute('download') && !isThisPage;
}
