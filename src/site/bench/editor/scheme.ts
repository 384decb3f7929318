// A keyboard scheme at work.

export interface Scheme {
  /** Whether a key asks for what Ctrl-S asks for elsewhere. */
  isSave(event: KeyboardEvent): boolean;
  /** The usual keys are back. */
  dispose(): void;
}

export const isUsualSave: Scheme['isSave'] = ({ key, ctrlKey, metaKey, altKey, shiftKey }) =>
  key.toLowerCase() === 's' && (ctrlKey || metaKey) && !altKey && !shiftKey;

export const usualScheme = (): Scheme => ({ isSave: isUsualSave, dispose: () => undefined });
