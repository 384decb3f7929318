// What stands before the line that one types.

export interface Prompter {
  readonly user: string;
  readonly hostname: string;
  readonly homeDir: string;
}

/** `USER@HOST:FOLDER$ `, or with `#` for root. As Debian's bash has it. */
export function promptOf({ user, hostname, homeDir }: Prompter, cwd: string, home = homeDir): string {
  const folder = cwd === home ? '~' : cwd.startsWith(`${home}/`) ? `~${cwd.slice(home.length)}` : cwd;
  return `${user}@${hostname}:${folder}${user === 'root' ? '#' : '$'} `;
}
