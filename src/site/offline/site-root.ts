/** Where the site stands, at whatever path it is hosted: its manifest lies there. */
export const siteRoot = (): URL =>
  new URL('.', document.querySelector<HTMLLinkElement>('link[rel=manifest]')?.href ?? location.href);
