// curl -w: %{variables} and backslashes.

import { type HttpHeaders, headerOf } from '#machine/http.ts';

export interface WriteOutFacts {
  readonly status: number;
  readonly headers: HttpHeaders;
  readonly sizeDownload: number;
  readonly sizeUpload: number;
  readonly sizeHeader: number;
  readonly http2: boolean;
  readonly method: string;
  readonly scheme: string;
  readonly url: string;
  readonly effectiveUrl: string;
  readonly redirects: number;
  readonly redirectUrl: string;
  readonly totalMs: number;
  readonly connectMs: number;
  readonly connects: number;
  readonly remoteIp: string;
  readonly remotePort: number;
  readonly exitCode: number;
  readonly errorText: string;
  readonly verifyResult: number;
  readonly fileName: string;
  readonly urlNumber: number;
}

export function writeOut(format: string, facts: WriteOutFacts): { readonly stdout: string; readonly stderr: string } {
  const text = { stdout: '', stderr: '' };
  let to: 'stdout' | 'stderr' = 'stdout';
  const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };
  for (const found of format.matchAll(/%\{header_json\}|%\{([^}]*)\}|%header\{([^}]*)\}|%%|\\([\s\S])|[\s\S]/g)) {
    const [whole, name, header, escaped] = found;
    if (whole === '%%') text[to] += '%';
    else if (header !== undefined) text[to] += headerOf(facts.headers, header) ?? '';
    else if (escaped !== undefined) text[to] += escapes[escaped] ?? `\\${escaped}`;
    else if (name === 'stderr' || name === 'stdout') to = name;
    else if (name === 'onerror') {
      if (facts.exitCode === 0) break;
    } else if (whole === '%{header_json}') text[to] += JSON.stringify(headerLists(facts.headers));
    else if (name !== undefined) {
      const value = variable(name, facts);
      if (value === undefined) text.stderr += `curl: unknown --write-out variable: '${name}'\n`;
      else text[to] += value;
    } else text[to] += whole;
  }
  return text;
}

function headerLists(headers: HttpHeaders): Record<string, string[]> {
  const lists: Record<string, string[]> = {};
  for (const [name, value] of headers) (lists[name.toLowerCase()] ??= []).push(value);
  return lists;
}

function variable(name: string, facts: WriteOutFacts): string | undefined {
  const seconds = (ms: number): string => (ms / 1000).toFixed(6);
  switch (name) {
    case 'http_code':
    case 'response_code':
      return String(facts.status).padStart(3, '0');
    case 'http_connect':
      return '000';
    case 'http_version':
      return facts.status === 0 ? '0' : facts.http2 ? '2' : '1.1';
    case 'content_type':
      return headerOf(facts.headers, 'content-type') ?? '';
    case 'size_download':
      return String(facts.sizeDownload);
    case 'size_upload':
      return String(facts.sizeUpload);
    case 'size_header':
      return String(facts.sizeHeader);
    case 'size_request':
      return '0';
    case 'speed_download':
      return String(facts.totalMs > 0 ? Math.floor((facts.sizeDownload * 1000) / facts.totalMs) : 0);
    case 'speed_upload':
      return '0';
    case 'time_total':
      return seconds(facts.totalMs);
    case 'time_namelookup':
      return seconds(0);
    case 'time_connect':
    case 'time_pretransfer':
      return seconds(facts.connectMs);
    case 'time_appconnect':
      return seconds(facts.scheme === 'HTTPS' ? facts.connectMs : 0);
    case 'time_starttransfer':
      return seconds(facts.status === 0 ? 0 : facts.totalMs);
    case 'time_redirect':
      return seconds(0);
    case 'num_connects':
      return String(facts.connects);
    case 'num_headers':
      return String(facts.headers.length);
    case 'num_redirects':
      return String(facts.redirects);
    case 'redirect_url':
      return facts.redirectUrl;
    case 'url':
      return facts.url;
    case 'url_effective':
      return facts.effectiveUrl;
    case 'urlnum':
      return String(facts.urlNumber);
    case 'method':
      return facts.method;
    case 'scheme':
      return facts.scheme;
    case 'remote_ip':
      return facts.remoteIp;
    case 'remote_port':
      return String(facts.remotePort);
    case 'local_ip':
      return '';
    case 'local_port':
      return '0';
    case 'exitcode':
      return String(facts.exitCode);
    case 'errormsg':
      return facts.errorText;
    case 'ssl_verify_result':
      return String(facts.verifyResult);
    case 'proxy_ssl_verify_result':
      return '0';
    case 'filename_effective':
      return facts.fileName;
    case 'json':
      return JSON.stringify({
        http_code: facts.status,
        method: facts.method,
        url_effective: facts.effectiveUrl,
        exitcode: facts.exitCode,
        errormsg: facts.errorText || null,
        remote_ip: facts.remoteIp,
        remote_port: facts.remotePort,
        size_download: facts.sizeDownload,
        time_total: facts.totalMs / 1000,
      });
    default:
      return undefined;
  }
}
