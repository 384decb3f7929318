// curl 7.88.1, for HTTP and HTTPS. Texts and exit codes are that version's.
// Differs: proxies and protocols other than HTTP are not simulated, and say so.

import { KeptConnection } from '#machine/kept-connection.ts';
import { join } from '#machine/path.ts';
import type { Program } from '#machine/program.ts';
import { readAll } from '#machine/text-input.ts';
import { Cookies } from './cookies.ts';
import { HELP } from './help.ts';
import { parseCurl, VERSION } from './options.ts';
import { transfer } from './transfer.ts';
import { globUrl } from './url.ts';

export const curl: Program = async (process) => {
  const args = process.argv.slice(1);
  const wantsInput = args.some(
    (arg, i) =>
      /[@<]-$/.test(arg) ||
      /^-T[-.]$/.test(arg) ||
      (/^[-.]$/.test(arg) && /^(-T|--upload-file)$/.test(args[i - 1] ?? '')),
  );
  const input = wantsInput ? await readAll(process.stdin, process.signal) : '';
  const readData = (name: string): string | undefined =>
    name === '-' ? input : process.files.read(join(process.cwd, name));
  const options = parseCurl(args, readData);
  if ('exit' in options) {
    process.stderr.write(options.text);
    return Math.max(0, options.exit);
  }
  if (options.version) {
    process.stdout.write(
      `curl ${VERSION} (x86_64-pc-linux-gnu) libcurl/${VERSION} OpenSSL/3.0.17\nRelease-Date: 2023-02-20\nProtocols: http https\nFeatures: alt-svc AsynchDNS HTTP2 IPv6 SSL\n`,
    );
    return 0;
  }
  if (options.help) {
    process.stdout.write(HELP);
    return 0;
  }
  if (options.urls.length === 0) {
    process.stderr.write("curl: try 'curl --help' or 'curl --manual' for more information\n");
    return 2;
  }
  const keep = new KeptConnection();
  // Cookies are kept when a file for them is named.
  const file = options.cookie !== undefined && !options.cookie.includes('=') ? options.cookie : undefined;
  const cookies = file !== undefined || options.cookieJar !== undefined ? new Cookies() : undefined;
  cookies?.load((file && readData(file)) ?? '');
  let exit = 0;
  let number = 0;
  const urls = options.urls.flatMap((url) => (options.globOff ? [url] : globUrl(url)));
  for (const url of urls) {
    const target = options.outputs[Math.min(number, options.outputs.length - 1)];
    const code = await transfer(url, {
      process,
      options,
      ...{ keep, cookies, input },
      output: number < options.outputs.length || urls.length > options.urls.length ? target : undefined,
      number,
    });
    if (code !== 0) exit = code;
    number++;
    if (process.signal.aborted) exit = 130;
    if (process.signal.aborted || (code !== 0 && options.failEarly)) break;
  }
  keep.close();
  if (cookies && options.cookieJar === '-') process.stdout.write(cookies.text);
  else if (cookies && options.cookieJar !== undefined)
    process.files.write(join(process.cwd, options.cookieJar), cookies.text);
  return exit;
};
