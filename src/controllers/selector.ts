// Models the map selectors of Services.

type Labels = Readonly<Record<string, string>> | undefined;

/** An empty or absent selector chooses nothing. */
export function selects(selector: Labels, labels: Labels): boolean {
  const wanted = Object.entries(selector ?? {});
  return wanted.length > 0 && wanted.every(([key, value]) => labels?.[key] === value);
}
