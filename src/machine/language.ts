// The language of whoever reads what Portolan's own programs say.

export type Language = 'en' | 'zh';

/**
 * `LANGUAGE`, `LC_ALL`, `LC_MESSAGES`, `LANG`, the first that is set, as gettext has it. The page sets `LANGUAGE` to its own: `LANG`
 * would turn the real kubectl's help to its half of a translation too.
 */
export function languageOf(env: Readonly<Record<string, string>>): Language {
  return /^zh/.test(env['LANGUAGE'] || env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'] || '') ? 'zh' : 'en';
}
