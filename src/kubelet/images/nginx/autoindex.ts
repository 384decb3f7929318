// The page that lists a folder. Models ngx_http_autoindex_module.c in its default format.

import type { FileSystem } from '#machine/files.ts';

const NAME_WIDTH = 50;
const SIZE_WIDTH = 19;

/** @param folder Its path in the file system, with a slash at its end. */
export function folderPage(files: FileSystem, folder: string, uri: string): string {
  const entries = (files.list(folder.replace(/(.)\/$/, '$1')) ?? [])
    .filter((name) => !name.startsWith('.'))
    .map((name) => ({ name, stat: files.stat(`${folder}${name}`) }))
    .map(({ name, stat }) => ({ name, isFolder: stat?.type === 'directory', stat }))
    .toSorted((a, b) => Number(b.isFolder) - Number(a.isFolder) || (a.name < b.name ? -1 : 1));
  const rows = entries.map(({ name, isFolder, stat }) => {
    const full = isFolder ? `${name}/` : name;
    const shown = full.length > NAME_WIDTH ? `${full.slice(0, NAME_WIDTH - 3)}..&gt;` : full;
    const size = isFolder ? '-' : String(stat?.size ?? 0);
    const pad = ' '.repeat(Math.max(0, NAME_WIDTH - full.length));
    return `<a href="${encodeURI(full)}">${shown}</a>${pad} ${dateOf(stat?.modifiedMs ?? 0)} ${size.padStart(SIZE_WIDTH)}\r\n`;
  });
  const title = `Index of ${uri}`;
  return `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<h1>${title}</h1><hr><pre><a href="../">../</a>\r\n${rows.join('')}</pre><hr></body>\r\n</html>\r\n`;
}

/** `05-Jan-2026 09:00` */
function dateOf(ms: number): string {
  const [, day, month, year, time = ''] = new Date(ms).toUTCString().split(' ');
  return `${day}-${month}-${year} ${time.slice(0, 5)}`;
}
