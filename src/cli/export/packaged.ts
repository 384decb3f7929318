// What a package is made of, whatever the platform.

export interface PackagedLesson {
  readonly slug: string;
  readonly title: string;
  readonly summary: string;
  readonly minutes: number;
  /** Its page, from the package's root. */
  readonly page: string;
}

export interface Packaged {
  /** Of the whole package, the same for the same lessons: `portolan-clusterip-en`. */
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly language: string;
  readonly lessons: readonly PackagedLesson[];
  /** Every file but the manifest itself, from the package's root. */
  readonly files: readonly string[];
}
