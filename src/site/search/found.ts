/** One thing that can be found. */
export interface Found {
  readonly id: number;
  readonly title: string;
  /** The lesson that it stands in, or the glossary; empty for a lesson itself. */
  readonly where: string;
  readonly text: string;
  /** Below the language: `lessons/clusterip/#ports`. */
  readonly path: string;
}
