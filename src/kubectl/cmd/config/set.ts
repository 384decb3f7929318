// kubectl config set and unset: one property by its path. Models clientcmd's config set, with its stepping through names that hold dots.

import { Fail } from '../../errors.ts';
import type { Kubeconfig, Named } from '../../kubeconfig.ts';
import { FIELD, type Fields, type Section } from './file.ts';

const BOOLEANS = new Set(['insecure-skip-tls-verify', 'disable-compression']);
const LEAVES: Readonly<Record<Section, ReadonlySet<string>>> = {
  clusters: new Set([
    'server',
    'tls-server-name',
    'insecure-skip-tls-verify',
    'certificate-authority',
    'certificate-authority-data',
    'proxy-url',
    'disable-compression',
  ]),
  contexts: new Set(['cluster', 'user', 'namespace']),
  users: new Set([
    'client-certificate',
    'client-certificate-data',
    'client-key',
    'client-key-data',
    'token',
    'tokenFile',
    'username',
    'password',
    'as',
  ]),
};
const isSection = (text: string): text is Section => text in FIELD;

interface Place {
  readonly section: Section;
  readonly name: string;
  readonly leaf: string | undefined;
}

function placeOf(path: string, config: Kubeconfig): Place {
  const [section = '', ...rest] = path.split('.');
  if (!isSection(section)) throw new Fail(`unable to parse ${path} after [] at api.Config`);
  const text = rest.join('.');
  const known = (config[section] ?? []).map((e) => e.name).filter((n) => text === n || text.startsWith(`${n}.`));
  // The longest name that fits: names may hold dots.
  const name = known.sort((a, b) => b.length - a.length)[0] ?? (rest.length > 1 ? rest.slice(0, -1).join('.') : text);
  const leaf = text.length > name.length ? text.slice(name.length + 1) : undefined;
  return { section, name, leaf };
}

/** Bytes are kept as base64; what is typed is that already, or with `isRaw` the bytes themselves. */
function bytesFor(text: string, isRaw: boolean): string {
  if (isRaw) return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
  const wrong = text.search(/[^A-Za-z0-9+/]/);
  const rest = text.replace(/=+$/, '');
  const isPadded = text.length % 4 === 0 && wrong === (rest.length === text.length ? -1 : rest.length);
  if (isPadded) return text;
  const at = wrong < 0 || /^=+$/.test(text.slice(wrong)) ? text.length - (text.length % 4) : wrong;
  throw new Fail(`error decoding input value: illegal base64 data at input byte ${at}`);
}

function valueFor(leaf: string, text: string, isRaw: boolean): string | boolean {
  if (leaf.endsWith('-data')) return bytesFor(text, isRaw);
  if (!BOOLEANS.has(leaf)) return text;
  if (['1', 't', 'T', 'true', 'TRUE', 'True'].includes(text)) return true;
  if (['0', 'f', 'F', 'false', 'FALSE', 'False'].includes(text)) return false;
  throw new Fail(`strconv.ParseBool: parsing ${JSON.stringify(text)}: invalid syntax`);
}

const replace = (entries: readonly Named[] | null | undefined, name: string, entry: Named | undefined): Named[] => [
  ...(entries ?? []).filter((e) => e.name !== name),
  ...(entry ? [entry] : []),
];

/** The config with the property set; with `text` undefined, without it. */
export function withProperty(config: Kubeconfig, path: string, text: string | undefined, isRaw: boolean): Kubeconfig {
  if (path === 'current-context') return { ...config, 'current-context': text ?? '' };
  if (text === undefined && isSection(path)) return { ...config, [path]: [] };
  const { section, name, leaf } = placeOf(path, config);
  const field = FIELD[section];
  const before = config[section]?.find((e) => e.name === name);
  if (leaf === undefined) {
    if (text !== undefined)
      throw new Fail(`unable to parse ${path}: a property of ${JSON.stringify(name)} must be named`);
    return { ...config, [section]: replace(config[section], name, undefined) };
  }
  if (text === undefined && !before) throw new Fail(`current map key \`${name}\` is invalid`);
  if (text === undefined && !LEAVES[section].has(leaf)) return config;
  if (!LEAVES[section].has(leaf)) throw new Fail(`unable to locate path ${path} under ${section}.${name}`);
  const { [leaf]: _old, ...others } = (before?.[field] as Fields | undefined) ?? {};
  const fields: Fields = text === undefined ? others : { ...others, [leaf]: valueFor(leaf, text, isRaw) };
  return { ...config, [section]: replace(config[section], name, { name, [field]: fields }) };
}
