// The proxy that a kubeconfig names. Models net/http's Transport.Proxy with http and https proxies.
// Portolan does not simulate SOCKS proxies: `proxy-url: socks5://…` is refused in words.

/** Where a proxy is, and what it wants to be told. */
export interface Proxy {
  readonly url: URL;
  /** `Proxy-Authorization`, from a name and a password in the URL. */
  readonly headers: Readonly<Record<string, string>>;
}

export function proxyOf(text: string): Proxy | { readonly error: string } {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return { error: `failed to parse url: parse ${JSON.stringify(text)}: invalid URI for request` };
  }
  if (!/^https?:$/.test(url.protocol))
    return { error: `Portolan does not simulate proxies of ${url.protocol.slice(0, -1)}: proxy-url ${text}` };
  const { username, password } = url;
  const basic = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64');
  return { url, headers: username ? { 'proxy-authorization': `Basic ${basic}` } : {} };
}
