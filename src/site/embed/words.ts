// What an embedded page says of itself, in message files of its own: <portolan-lab> brings these along, and no others.

import en from '../i18n/en/embed.json' with { type: 'json' };
import zh from '../i18n/zh/embed.json' with { type: 'json' };

/** `told`: `{who}` is a host's name. */
export type EmbedWords = typeof en;

/** @param locale As in addresses. Without words of its own it gets English ones. */
export const embedWords = (locale: string): EmbedWords => (locale === 'zh' ? zh : en);
