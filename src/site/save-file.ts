// Something leaves the browser as a file.

/** Browsers read it after the click; nobody says when they have. */
const READ_BY_MS = 60_000;

export function saveFile(name: string, content: Blob): void {
  const link = document.createElement('a');
  link.download = name;
  link.href = URL.createObjectURL(content);
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), READ_BY_MS);
}
