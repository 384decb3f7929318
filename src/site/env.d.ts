/// <reference types="astro/client" />

declare namespace App {
  interface Locals {
    /** The lesson being rendered, for the blocks in its prose. */
    lesson?: {
      readonly lesson: import('#grading/lesson.ts').Lesson;
      readonly locale: import('#grading/text.ts').Locale;
    };
    locale?: import('./i18n/index.ts').Language;
    /** How many commands to be run the page has so far: each is named in it. */
    runs?: number;
  }
}
