// What an export writes into the page for the module that reports, in `<script type="application/json" data-portolan-xapi>`.

export interface StoreSettings {
  readonly endpoint: string;
  /** Of the header `Authorization`. */
  readonly auth: string;
  /** The lesson's id as an activity. */
  readonly activity: string;
  readonly title: string;
  readonly language: string;
}
