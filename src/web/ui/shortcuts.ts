import { useEffect, useRef } from 'react';

/** By key as the browser names it (`j`, `?`, `Enter`), or two in a row: `g i`. */
export type Shortcuts = Readonly<Record<string, (event: KeyboardEvent) => void>>;

const SEQUENCE_TIME = 1_000;

/** Keys that act wherever one is on a page, save where one types or a dialog is open. With Ctrl, Alt or Meta they stay the browser's. */
export function useShortcuts(shortcuts: Shortcuts): void {
  const latest = useRef(shortcuts);
  useEffect(() => {
    latest.current = shortcuts;
  });
  useEffect(() => {
    let first: { readonly key: string; readonly at: number } | null = null;
    const find = (name: string) => (Object.hasOwn(latest.current, name) ? latest.current[name] : undefined);
    function act(event: KeyboardEvent): void {
      if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || isTaken(event)) return;
      const isSecond = first !== null && event.timeStamp - first.at < SEQUENCE_TIME;
      const sequence = isSecond && first !== null ? find(`${first.key} ${event.key}`) : undefined;
      first = sequence === undefined ? { key: event.key, at: event.timeStamp } : null;
      const shortcut = sequence ?? find(event.key);
      if (shortcut === undefined) return;
      event.preventDefault();
      shortcut(event);
    }
    document.addEventListener('keydown', act);
    return () => document.removeEventListener('keydown', act);
  }, []);
}

/** What stands in a field, a menu or a dialog is its own. */
function isTaken({ target, key }: KeyboardEvent): boolean {
  if (!(target instanceof Element)) return false;
  if (target.closest('input, textarea, select, [contenteditable="true"], [role="menu"], [role="dialog"]'))
    return true;
  return key === 'Enter' && target.closest('a, button, summary') !== null;
}
